"""The one hub of the small app, shared by its routes and its page."""

from tests.live.scripted import ScriptedHub

HUB = ScriptedHub()
