"""Every error that is written for visitors: what is wrong, which value, what is allowed, what to do.

What derives from `VisitorError` is shown where it happens; anything else is a fault of the program, which is logged.
"""


class VisitorError(Exception):
    """An error whose message a visitor may read as it is."""


class SettingError(VisitorError, ValueError):
    """A setting outside its range; the message names it, its value, the range and the remedy."""


class DatasetError(VisitorError):
    """A data set can't be used; the message says which, why, and what to do."""


class UploadError(DatasetError):
    """A visitor's file can't be used; the message says where, why, and what to do."""


class ArtefactError(VisitorError):
    """A shipped file is missing, damaged or not the one expected; the message says which and what to do."""


class Diverged(VisitorError):
    """Training has left the rails: the loss is no number or far above where it began. The message says what to do."""


class JobError(VisitorError):
    """A computation has not come to its end; the message tells the visitor what happened and what to do."""


class Busy(JobError):
    """The queue is full."""


class Replaced(JobError):
    """The same visitor has begun something newer."""


class WorkersError(VisitorError, RuntimeError):
    """No worker can be had; the message says why and what the operator can do."""
