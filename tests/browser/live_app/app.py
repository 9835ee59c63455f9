"""The live view's routes, and a route by which a test drives the runs."""

from dataclasses import replace
from typing import cast

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from playground.compute.hub import Hub
from playground.events import Changed, Reason
from playground.experiment import Change, Experiment
from playground.live.stream import routes
from tests.browser.live_app.hub import HUB
from tests.live.scripted import ending

REASONS: dict[str, Reason] = {"complete": "completed", "stop": "stopped", "diverge": "diverged"}


async def command(request: Request) -> JSONResponse:
    """Do what the path says with the run that the query names."""
    run_id, number = request.query_params["run"], int(request.query_params.get("n", "0"))
    match request.path_params["command"]:
        case "add":
            HUB.add(run_id, Experiment.from_json((await request.body()).decode() or "{}"), weighs=number == 1)
        case "train":
            await HUB.run(run_id).train(number, batch=int(request.query_params.get("batch", "1")))
        case "complete" | "stop" | "diverge" as how:
            await HUB.run(run_id).say([ending(HUB.run(run_id).epochs, REASONS[how])])
        case "break":
            epochs = HUB.run(run_id).epochs
            await HUB.run(run_id).say([Changed(Change(epochs + 1, learning_rate=10.0)), ending(epochs, "diverged")])
        case "go_back":
            epochs = HUB.run(run_id).epochs
            await HUB.run(run_id).say([replace(ending(epochs, "early_stopping"), best_epoch=number, restored=True)])
        case "drop":
            await HUB.run(run_id).drop()
        case "forget":
            del HUB.runs[run_id]
    run = HUB.runs.get(run_id)
    return JSONResponse({"waiting": run.waiting if run else 0})


def hub() -> Hub:
    """Return the scripted hub in the place of the real one."""
    return cast("Hub", HUB)


base_path = st.get_option("server.baseUrlPath") or ""
prefix = f"/{base_path.strip('/')}" if base_path else ""
app = st.App("page.py", routes=[*routes(hub, base_path), Route(f"{prefix}/script/{{command}}", command, methods=["POST"])])
