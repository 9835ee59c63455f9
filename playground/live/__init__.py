"""Run to film to browser: the event stream, the component and its JavaScript modules."""
