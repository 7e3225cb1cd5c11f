"""What the kit raises: every message says what is wrong, where, the value seen, what to do."""

from pathlib import Path


class KitError(Exception):
    """Base of everything the kit raises on purpose; the run stops with status 1.

    Examples
    --------
    >>> try:
    ...     kit.open("nowhere")
    ... except kit.KitError as error:
    ...     print(type(error).__name__)
    SettingsError
    """


class WorkspaceError(KitError):
    """The workspace or the call is wrong and nothing was started; status 2."""


class SettingsError(WorkspaceError):
    """kit.yaml or a persona file cannot be used as it is."""


class CycleError(WorkspaceError):
    """A cycle's name cannot be read, or the cycle is not over."""


class ParameterError(WorkspaceError):
    """A notebook was given a parameter it does not declare."""


class SourceError(KitError):
    """A source cannot be read at all; single bad rows are set aside instead."""


class RecordError(KitError):
    """The running record is missing something, or holds what it should not."""


class LaterRecordError(RecordError):
    """A table was written by a later version than this one can read; nothing about it is broken."""


class DeliveryError(KitError):
    """The briefs are there, but somebody who wanted to know could not be told."""


class RunError(KitError):
    """A step of the run failed; the previous briefs stand as they were."""


class StoppedError(RunError):
    """The system asked the run to end; status 143, as shells have it."""


def one_line(error: BaseException) -> str:
    """What went wrong in one line: the kit's own words, or those of the system with what they are about."""
    if isinstance(error, KitError):
        return str(error)
    if isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError | ProcessLookupError):
        where = Path(error.filename).name if error.filename else "the disk"
        return f"{where}: {error.strerror or error}; see whether it may be written and has space, then run again"
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
