"""Events as lines for people: live on a terminal, plain in a pipe."""

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.engine.words import (
    change_words,
    kept_words,
    step_words,
    verdict_words,
    who_words,
)
from assistant.model.candidate import Candidate
from assistant.model.event import Changed, Event, Result, Step, StepState
from assistant.text import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable


SIGNS = {
    StepState.STARTED: "…",
    StepState.OK: "✓",
    StepState.WARNED: "!",
    StepState.FAILED: "✗",
    StepState.SKIPPED: "–",
}
STYLES = {
    StepState.OK: "green",
    StepState.WARNED: "yellow",
    StepState.FAILED: "red",
    StepState.SKIPPED: "dim",
}


class Lines:
    """One line per finished step, then the verdict or the proof."""

    def __init__(self, *, verbose: bool) -> None:
        self._verbose = verbose
        # What a step found stands below its own line.
        self._below: list[str] = []

    def event(self, event: Event) -> None:
        """Print what is worth a line."""
        match event:
            case Step(state=StepState.STARTED):
                self.started(event)
            case Step():
                self.ended(event)
            case Changed():
                self._below.append(
                    f"    {_short(event.path)} ({change_words(event.kind)})"
                )
            case Candidate():
                login = event.username or _("(login to be asked)")
                self._below.append(
                    f"    {event.service}  {event.endpoint!s:<36}  {login}"
                )

    def started(self, step: Step) -> None:
        """Say nothing: in a pipe, a step is worth a line when it has ended."""

    def ended(self, step: Step) -> None:
        """Print one step with its sign and, where it matters, its time."""
        self.say(self.ending(step))
        self._say_below()

    def ending(self, step: Step) -> str:
        """Return the line of a step that has ended."""
        words = f"{SIGNS[step.state]} {step_words(step.id)}"
        if step.state is StepState.SKIPPED and step.because:
            words += " — " + _("not tried, as “{step}” failed").format(
                step=step_words(step.because)
            )
        if step.state is StepState.WARNED:
            words += " — " + _("done, with a remark")
        if self._verbose and step.elapsed_s:
            words += f" ({step.elapsed_s:.2f} s)"
        return words

    def result(self, result: Result) -> None:
        """Print how it ended: the message, or the verdict with its advice."""
        self._say_below()
        for note in result.notes:
            words = verdict_words(note)
            self.say(
                _("Remark: {title}. {advice}").format(
                    title=words.title, advice=words.advice
                )
            )
        if result.diagnosis:
            for line in self._verdict(result):
                self.say(line)
            for line in _differences(result):
                self.say(line)
        if wait_s := result.budget.wait_s:
            minutes = math.ceil(wait_s / 60)
            said = ngettext(
                "You can try again in {minutes} minute.",
                "You can try again in {minutes} minutes.",
                minutes,
            )
            self.say(said.format(minutes=minutes))
        if result.message:
            self.say(result.message)
        for kept in result.details.get("kept", ()):
            stays = _("Kept: {what}").format(what=kept_words(kept["kind"]))
            self.say(f"    {stays} ({_short(kept['what'])})")

    def pause(self) -> None:
        """Nothing moves here."""

    def say(self, line: str) -> None:
        """Print one line."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def _say_below(self) -> None:
        for line in self._below:
            self.say(line)
        self._below.clear()

    def _verdict(self, result: Result) -> list[str]:
        assert result.diagnosis is not None
        verdict = result.diagnosis.verdict
        words = verdict_words(verdict)
        lines = ["", f"{words.title} [{verdict.id}]", words.advice]
        if words.avoid:
            lines.append(words.avoid)
        lines.append(_("Who acts: {who}").format(who=who_words(verdict.who)))
        if self._verbose:
            lines += [
                f"  {signal.stage} {signal.server or ''} {signal.code} "
                f"{signal.facts.get('text', '')}".rstrip()
                for signal in verdict.evidence
            ]
        return lines


def _differences(result: Result) -> list[str]:
    """What an account that is already there has, and what it should have."""
    return [
        f"    {one['name']}: {one['found']} → {one['wanted']}"
        for account in result.details.get("existing", ())
        for one in account["differences"]
    ]


def _short(path: str) -> str:
    home = str(Path.home())
    return "~" + path.removeprefix(home) if path.startswith(home) else path


class LiveLines(Lines):
    """The same on a terminal: a running step turns until it has ended."""

    def __init__(self, *, verbose: bool) -> None:
        super().__init__(verbose=verbose)
        from rich.console import Console  # noqa: PLC0415  # not needed in a pipe
        from rich.status import Status  # noqa: PLC0415  # not needed in a pipe

        self._console = Console(highlight=False)
        self._make_status: Callable[[str], Status] = lambda words: Status(
            words, console=self._console
        )
        self._status: Status | None = None
        self._running: dict[str, str] = {}

    def started(self, step: Step) -> None:
        """Show that the step runs."""
        self._running[step.id] = step_words(step.id)
        self._turn()

    def ended(self, step: Step) -> None:
        """Print the step's line above those still running."""
        self._running.pop(step.id, None)
        style = STYLES[step.state]
        self._console.print(self.ending(step), style=style, markup=False)
        self._say_below()
        self._turn()

    def say(self, line: str) -> None:
        """Print one line above those still running."""
        self._console.print(line, markup=False)

    def result(self, result: Result) -> None:
        """Stop turning, then print how it ended."""
        self.pause()
        super().result(result)

    def pause(self) -> None:
        """Stop turning, so that a question can be asked."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _turn(self) -> None:
        if not self._running:
            self.pause()
            return
        words = " · ".join(self._running.values())
        if self._status is None:
            self._status = self._make_status(words)
            self._status.start()
        else:
            self._status.update(words)
