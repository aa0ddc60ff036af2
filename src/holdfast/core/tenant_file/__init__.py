"""The tenant file: a salon's configuration as text (TOML), made into a checked document and into a `Tenant`.

`read_tenant_file` gives either the whole document or every fault in it; nothing in between is ever stored.
"""

from holdfast.core.tenant_file.building import tenant_of
from holdfast.core.tenant_file.differing import Change, difference
from holdfast.core.tenant_file.fault import Fault
from holdfast.core.tenant_file.reading import TenantDocument, read_tenant_file
from holdfast.core.tenant_file.writing import tenant_file_text

__all__ = [
    "Change",
    "Fault",
    "TenantDocument",
    "difference",
    "read_tenant_file",
    "tenant_file_text",
    "tenant_of",
]
