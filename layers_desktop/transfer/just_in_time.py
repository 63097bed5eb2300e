"""A slot of the store and a turn of the budget at one and the same moment: neither is held for the other.

All accounts share the slots, and each has a budget of its own. A slot that waited for a budget would keep
other accounts from sending, for a minute or the rest of a day; a turn that waited for a slot would be lost
to the calls that are nearer to an asset.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from layers_desktop.transfer.budget import WriteBudget, WritePriority
from layers_desktop.transfer.slots import Slots


@asynccontextmanager
async def presigned_slot(
    slots: Slots, budget: WriteBudget, size: int, presign: Callable[[], Awaitable[None]], *, alone: bool
) -> AsyncIterator[None]:
    """Hold one slot for a PUT of this many bytes, in which `presign` has just been called in its turn.

    With `alone`, nothing else is sent meanwhile.
    """
    async with AsyncExitStack() as held:
        has_slot = False
        while not has_slot:
            await slots.room(size, alone=alone)
            async with budget.write(WritePriority.PRESIGN) as turn:
                has_slot = turn.is_used = slots.has_room(size, alone=alone)
                if has_slot:
                    await held.enter_async_context(slots.sending(size, alone=alone))
                    await presign()
        yield
