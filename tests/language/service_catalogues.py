"""Catalogues of four houses, for the rows of service_rows.tsv: a salon, a barber, a cosmetics studio, a practice."""

from holdfast.language import ServiceName

_SALON = """
herren: Herrenhaarschnitt, Herrenschnitt, Männerhaarschnitt, Herren Haare schneiden
damen: Damenhaarschnitt, Damenschnitt, Frauenhaarschnitt, Damen Haare schneiden
kinder: Kinderhaarschnitt, Kinderschnitt, Haarschnitt Kind
wsf: Waschen + Schneiden + Föhnen, Waschen Schneiden Legen
wf: Waschen und Föhnen, nur Föhnen, Waschen und Legen
trocken: Trockenhaarschnitt, Trockenschnitt
ansatz: Ansatzfärbung, Ansatz färben, Ansatz nachfärben
farbe: Komplettfärbung, Haare färben, Coloration
toenung: Tönung, Haare tönen, Intensivtönung
straehnen: Foliensträhnen, Strähnchen, Strähnen, Highlights
balayage: Balayage
blond: Blondierung, Haare blondieren
dauerwelle: Dauerwelle
glaettung: Keratin-Glättung, Haarglättung, Haare glätten
hochsteck: Hochsteckfrisur, Hochsteckfrisur für Feier
braut: Brautfrisur, Brautstyling, Hochzeitsfrisur
bart: Bart trimmen, Bartpflege, Bart schneiden
rasur: Nassrasur, Rasur, Bart rasieren
brauen_z: Augenbrauen zupfen
brauen_f: Augenbrauen färben
wimpern_f: Wimpern färben
wimpern_v: Wimpernverlängerung, künstliche Wimpern, Wimpern Extensions
mani: Maniküre, Fingernägel, Nagelpflege Hände
pedi: Pediküre, Fußpflege, Fußnägel
shellac: Shellac
gel: Gelnägel auffüllen, Gelnägel, Nägel auffüllen
gesicht: Gesichtsbehandlung, Kosmetikbehandlung
kopf: Kopfmassage
kur: Haarkur, Intensivpflege, Haarpflege
ext: Extensions, Haarverlängerung
beratung: Beratungsgespräch, Beratung
pony: Pony schneiden, Ponyschnitt
glossing: Glossing
olaplex: Olaplex-Behandlung
"""

_BARBER = """
schnitt: Haarschnitt, Herrenschnitt
maschine: Maschinenschnitt
fade: Fade Cut, Skin Fade
kinder: Kinderschnitt
bart: Bart trimmen
rasur: Nassrasur, Rasur mit heißem Tuch
kombi: Haarschnitt und Bart, Komplettpaket
farbe: Bart färben
ohren: Ohren und Nase wachsen
"""

_STUDIO = """
klassik: Klassische Gesichtsbehandlung, Gesichtsbehandlung
aqua: Aquafacial, Hydrafacial
microneedling: Microneedling
peeling: Fruchtsäurepeeling
mani: Maniküre
shellac: Maniküre mit Shellac, Shellac
pedi: Pediküre
gel_neu: Gelnägel Neumodellage, Neumodellage
gel_auf: Gelnägel auffüllen, Auffüllen
lifting: Wimpernlifting
wimpern: Wimpernverlängerung
brauen: Augenbrauen zupfen und färben, Brauenstyling
laminieren: Browlifting, Augenbrauenlaminierung
wachs_b: Waxing Beine, Beine wachsen
wachs_a: Waxing Achseln, Achseln wachsen
sugaring: Sugaring Bikinizone
makeup: Tages-Make-up
permanent: Permanent Make-up
"""

_PRACTICE = """
kg: Krankengymnastik, Physiotherapie, KG
kgg: Krankengymnastik am Gerät, KGG, Gerätetraining
mt: Manuelle Therapie, MT
ml30: Manuelle Lymphdrainage 30 Minuten
ml60: Manuelle Lymphdrainage 60 Minuten
massage: Klassische Massage, Rückenmassage
fango: Fango, Wärmepackung
erst: Erstbefundung, Ersttermin, Anamnese
bobath: Krankengymnastik nach Bobath
taping: Kinesio-Taping, Tapen
ultraschall: Ultraschalltherapie
kiefer: Kiefergelenksbehandlung, CMD-Behandlung
"""


def _read(listed: str) -> list[ServiceName]:
    services = []
    for line in listed.strip().splitlines():
        key, _, names = line.partition(": ")
        name, *aliases = names.split(", ")
        services.append(ServiceName(key, name.replace(" +", ","), tuple(aliases)))
    return services


CATALOGUES = {"salon": _read(_SALON), "barber": _read(_BARBER), "studio": _read(_STUDIO), "practice": _read(_PRACTICE)}
