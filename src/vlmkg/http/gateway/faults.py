"""Why a request got no answer from a worker, each with the status that says so and what to do next."""

from __future__ import annotations


class NoAnswer(Exception):
    """A request that no worker answered."""

    status = 500
    retry_after: int | None = None


class Overdue(NoAnswer):
    """The deadline passed."""

    status = 504

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"stopped after {seconds:g} s, the limit here (`deadline`); ask for less: fewer paths with * or +, "
            "a LIMIT, or one thing instead of all"
        )


class TooMuchMemory(NoAnswer):
    """The worker reached the bound on its memory."""

    status = 507

    def __init__(self, memory: int) -> None:
        super().__init__(
            f"stopped because it needed more than {memory // 1_000_000:,} MB of memory, the limit here (`memory`); "
            "ask for less: join fewer patterns without a shared variable, sort and group less"
        )


class Full(NoAnswer):
    """Too many requests wait already."""

    status = 503
    retry_after = 5

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; try again in some seconds")


class Stopped(NoAnswer):
    """The worker was ended by somebody else."""

    status = 503
    retry_after = 1

    def __init__(self, *, at_once: bool) -> None:
        super().__init__("the process that worked on this was stopped from outside; ask again")
        self.at_once = at_once
        """Whether it had hardly been asked."""


class Broken(NoAnswer):
    """The worker failed."""

    def __init__(self) -> None:
        super().__init__("something broke on this request, and the server's log says what; others are not affected")


class Left(NoAnswer):
    """The client has gone and waits for no answer."""

    status = 499
