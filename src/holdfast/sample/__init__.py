"""A salon to try things out with: invented people, the catalogue of a real house."""

from importlib import resources

SALON = "salon-lindenhof.toml"


def sample_tenant_file() -> str:
    """The text of the sample salon's tenant file."""
    return resources.files(__name__).joinpath(SALON).read_text(encoding="utf-8")
