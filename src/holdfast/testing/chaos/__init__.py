"""The kill test: real processes of Holdfast, a Cal.com of its own that has bad luck, callers who go on calling, and
`kill -9` at random moments. `python -m holdfast.testing.chaos --help`.

  launcher, nursery   where processes come from, and how they end
  calendar, outside   the fake Cal.com as a process, and its doors for us
  luck                what goes wrong there, by seed: mishaps, other people's bookings, a person's edits
  callers             signed calls, repeats of the platform and of the model, and what each caller heard
  kills               the killing, and what each kill struck
  rest                healing, coming to rest, `holdfast check`
  record, verdict     what must hold at the end, seen from outside
  run                 one whole run on one engine
"""
