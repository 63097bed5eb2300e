from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.transfer.id_formats import CopyFormat


def test_only_a_choice_of_another_format_is_announced(qapp):
    copier, changes = Copier(qapp.clipboard(), print), []
    copier.formatChanged.connect(changes.append)
    copier.format = CopyFormat.JSON
    copier.choose_format(CopyFormat.JSON)
    assert changes == []
    copier.choose_format(CopyFormat.CSV)
    assert changes == [CopyFormat.CSV]
    assert copier.format is CopyFormat.CSV
