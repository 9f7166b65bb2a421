"""``chat``: a conversation with the archive."""

from __future__ import annotations

import sys

from retrieval.cli.call import DONE, Call, Command, check_filled, print_line
from retrieval.cli.terminal import Screen


def run(call: Call) -> int:
    """A conversation."""
    from retrieval.cli.chat import Conversation, lines_to_answer

    screen = Screen(sys.stdout)
    with call.archive() as archive:
        check_filled(archive)
        if screen.is_terminal:
            print_line("Ask in your own words; /help tells more, Ctrl-D leaves.")
        Conversation(archive, k=call.settings.k, screen=screen).hold(
            lines_to_answer(archive.folder)
        )
    return DONE


COMMAND = Command("chat", run)
