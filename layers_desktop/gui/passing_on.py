"""What the parts of the window say, said as the window's own."""

from layers_desktop.gui.window_actions import Do
from layers_desktop.gui.window_behaviour import WindowBehaviour
from layers_desktop.gui.window_parts import WindowParts
from layers_desktop.gui.window_signals import WindowSignals


def pass_on(window: WindowSignals, parts: WindowParts, behaviour: WindowBehaviour) -> None:
    """Say as the window's own what its parts say."""
    behaviour.incoming.filesDropped.connect(window.filesDropped)
    behaviour.actions.againWanted.connect(window.uploadAgainRequested)
    behaviour.incoming.imagePasted.connect(window.imagePasted)
    behaviour.kindChosen.connect(window.kindChosen)
    behaviour.startRequested.connect(window.startRequested)
    behaviour.keyRequested.connect(window.keyRequested)
    behaviour.copyFormatChosen.connect(window.copyFormatChosen)
    behaviour.listFolderRequested.connect(window.listFolderRequested)
    behaviour.networkSettingsRequested.connect(window.networkSettingsRequested)
    parts.header.picker.projectChosen.connect(window.projectChosen)
    parts.header.kind.kindChosen.connect(window.kindForNewChosen)
    parts.footer.start.switch.toggled.connect(window.startOnDropToggled)
    parts.footer.start.auto_copy.toggled.connect(window.autoCopyToggled)
    parts.actions[Do.REFRESH_PROJECTS].triggered.connect(window.projectsRefreshRequested)
    parts.actions[Do.QUIT].triggered.connect(window.quitRequested)
