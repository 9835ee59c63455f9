"""Requests that are answered by asking about a run: a worker trains it again while the browser waits, or leaves."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from playground.compute.hub import ComputeUnavailable, Hub, UnknownRun
from playground.compute.run import Run
from playground.compute.status import CLOSED
from playground.experiment import Experiment
from playground.live.responses import Responses
from playground.settings import ExperimentError
from playground.training.questions import A, Question

_HEADERS = {"Cache-Control": "no-store"}
# Nobody reads it.
_GONE = Response(status_code=499)


class Asking:
    """Asks the hub about runs, and answers with JSON or with a sentence that says why there is none."""

    def __init__(self, get_hub: Callable[[], Hub], responses: Responses) -> None:
        """Prepare to ask about the runs of the hub."""
        self._get_hub = get_hub
        self._responses = responses

    async def respond(
        self, request: Request, question_of: Callable[[Run], Question[A]], told: Callable[[Experiment, A], object]
    ) -> Response:
        """Answer a request whose path names a run.

        Args:
            request: the browser's.
            question_of: returns what is asked about the run; raises `ExperimentError` if it has no such thing.
            told: returns what the browser is told of the answer, as JSON has it; called on another thread, for it may be a million numbers.
        """
        try:
            hub = self._get_hub()
            run = hub.run(request.path_params["run_id"])
            experiment = run.experiment
            answer = await self._answer(request, hub.replay(run.id, question_of(run)))
        except UnknownRun as error:
            return _sentence(str(error.args[0]), 404)
        except ExperimentError as error:
            return _sentence(str(error), 400)
        except ComputeUnavailable as error:
            return _sentence(str(error), 503)
        if answer is None:
            return _GONE
        # Some milliseconds that other viewers need not wait for.
        body = await to_thread.run_sync(lambda: json.dumps(told(experiment, answer)))
        return Response(body, media_type="application/json", headers=_HEADERS)

    async def _answer(self, request: Request, asked: Future[A]) -> A | None:
        """Return the answer; None if the browser has gone meanwhile, which ends the training."""
        answer = asyncio.wrap_future(asked)
        gone: asyncio.Future[None] = asyncio.create_task(_disconnected(request))
        try:
            with self._responses.counted(), self._responses.wait():
                either: set[asyncio.Future[A] | asyncio.Future[None]] = {answer, gone}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                return answer.result() if answer.done() else None
            raise ComputeUnavailable(CLOSED.sentence)
        finally:
            answer.cancel()
            gone.cancel()


async def _disconnected(request: Request) -> None:
    """Return once the browser has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _sentence(words: str, status: int) -> Response:
    return PlainTextResponse(words, status_code=status, headers=_HEADERS)


def whole(text: str) -> object:
    """Return digits as a number, and anything else as it is: the rule then says what it received."""
    # More digits than any film has epochs or rows are no number.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
