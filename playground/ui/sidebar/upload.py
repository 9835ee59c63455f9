"""The learner's own CSV: dropped into the sidebar, read once, kept in the session, and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from playground.data.choosing import MISSING_RULE, TASK_RULE, TOTALS_RULE, Choice, Decisions, Missing, decided, tasks
from playground.data.columns import Column, CsvFile
from playground.data.preparing import Uploaded, prepare
from playground.data.suggesting import caution, missing_words, not_inputs, suggested, why_not_last
from playground.data.tables import Table
from playground.datasets import UPLOAD
from playground.experiment import Data, Task
from playground.limits import LIMITS
from playground.settings import ExperimentError, OneOf, rule_of
from playground.ui.notices import literal
from playground.ui.session import Kept, session
from playground.ui.sidebar.upload_columns import ABSENT, CATEGORIES, absent_said, categories_said, show_absent, show_categories

REFUSED = "upload_refused"
INPUTS, TARGETS, TASK, MISSING, TOTALS = "upload_inputs", "upload_targets", "upload_task", "upload_missing", "upload_without_totals"


def show_upload() -> Data | None:
    """Show what turns a file into a data set: the place to drop it, what was recognised, and the choice of columns.

    Returns:
        The data with the split's defaults; None without a file, or where the choice makes no data set, which is then said here.
    """
    kept = session().kept
    if kept is None:
        _ask_for_file()
        return None
    _show_file(kept)
    _show_choice(kept)
    try:
        made = _made()
    except ExperimentError as error:
        st.error(literal(str(error)))
        made = None
    if made is not None:
        left = kept.file.rows - made.upload.rows
        gone = f", {left:,} left out" if left else ""
        st.caption(
            f"{made.upload.rows:,} rows in use{gone}. They stay in this session: not in the link, and gone when you reload the page."
        )
    return None if made is None else made.data


def uploaded_data() -> Data | None:
    """Return what `show_upload` would return at this moment; for callbacks, which run before it is drawn again.

    Raises:
        ExperimentError: if the choice makes no data set.
    """
    made = _made()
    return None if made is None else made.data


def uploaded() -> Table | None:
    """Return the values of the table that the controls stand for; None for every other data set, and where there is no table."""
    if st.session_state.get("dataset") != UPLOAD:
        return None
    try:
        made = _made()
    except ExperimentError:
        return None
    return None if made is None else made.table


def _made() -> Uploaded | None:
    """Return the table for what the controls say, made anew only where they say something else than before."""
    kept = session().kept
    if kept is None:
        return None
    choice = _choice(kept)
    if kept.made is not None and choice == kept.choice:
        return kept.made
    # The old table goes before the new one comes, and a choice that cannot be made is kept too.
    kept = replace(kept, choice=choice, made=None)
    session().kept = kept
    made = prepare(kept.file, choice)
    session().kept = replace(kept, made=made)
    return made


def _choice(kept: Kept) -> Choice:
    """Return what the controls say; controls that are not on the page say what they said last."""
    before, state = kept.choice, st.session_state
    # Options are enforced in the browser only.
    known = {column.name for column in kept.file.columns}
    inputs, targets = (
        tuple(name for name in state.get(key, said) if name in known) for key, said in ((INPUTS, before.inputs), (TARGETS, before.targets))
    )
    decisions = Decisions(absent_said(kept), categories_said(kept, inputs))
    task, possible = cast("Task", state.get(TASK, before.task)), tasks(_targets(kept.file, targets, decisions))
    missing = cast("Missing", state.get(MISSING, before.missing))
    total = bool(state.get(TOTALS, before.without_totals))
    return Choice(inputs, targets, task if task in possible else possible[0], missing, decisions, total)


def _targets(file: CsvFile, names: Sequence[str], decisions: Decisions) -> list[Column]:
    return [decided(file, name, decisions) for name in names]


def _ask_for_file() -> None:
    # Any file may come: what it is, its content says, and a sheet of Excel gets a better word from us than from the browser.
    file = st.file_uploader("CSV file", max_upload_size=LIMITS.max_upload_megabytes, key=uploader_key(session().files))
    if file is None:
        st.session_state.pop(REFUSED, None)
        st.caption(
            f"At most {LIMITS.max_rows:,} rows and {LIMITS.max_columns} columns, separated by commas, semicolons, tabs, vertical bars or "
            "spaces. "
            "The table stays in this session: it is not in the link, and gone when you reload the page."
        )
        return
    refused = st.session_state.get(REFUSED)
    if refused is None or refused[0] != file.file_id:
        with st.spinner("Reading the file"):
            refused = _read(file)
    if refused is None:
        st.rerun()
    st.error(literal(refused[1]))


def uploader_key(files: int) -> str:
    """Return the key of the uploader after so many files.

    Each file has an uploader of its own: the browser may still remember the last file under the last key, and would offer it again.
    """
    return f"upload_file_{files}"


def _read(file: UploadedFile) -> tuple[str, str] | None:
    """Keep the file's columns; if that cannot be, return its id and the sentence why, which is remembered so that it is read once."""
    from playground.data.reading.file import read_csv  # noqa: PLC0415 - it imports pandas, which the first page need not wait for

    try:
        read = read_csv(file.getvalue(), file.name)
    except ExperimentError as error:
        refused = (file.file_id, str(error))
        st.session_state[REFUSED] = refused
        return refused
    session().kept = Kept(read, suggested(read))
    _give_back(file)
    return None


def _give_back(file: UploadedFile) -> None:
    """Drop the bytes: Streamlit would hold them until the session ends, though the uploader is gone from the page."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def _forget() -> None:
    session().kept = None
    session().files += 1
    for key in (REFUSED, INPUTS, TARGETS, TASK, MISSING, ABSENT, CATEGORIES, TOTALS):
        st.session_state.pop(key, None)


def _show_file(kept: Kept) -> None:
    file = kept.file
    st.caption(f"{literal(file.name)}: {file.rows:,} rows, {len(file.columns)} columns")
    for sentence in file.skipped:
        st.caption(literal(sentence))
    if file.totals.rows:
        _begin(TOTALS, kept.choice.without_totals)
        rows = "the last row" if file.totals.rows == 1 else f"the last {file.totals.rows} rows"
        st.toggle(f"{TOTALS_RULE.label} {rows}: {literal(file.totals.words)}", key=TOTALS, help=TOTALS_RULE.help)
    with st.expander("What was read", icon=":material/table:"):
        st.caption(f"Recognised: {literal(file.dialect.words)}.")
        for note in file.notes:
            st.caption(literal(note))
        _show_preview(file)
    st.button("Another file", on_click=_forget, icon=":material/upload_file:", width="stretch", help="Forgets this one.")


def _show_preview(file: CsvFile) -> None:
    import pandas as pd  # noqa: PLC0415 - the file was read with it, so it is there

    st.dataframe(pd.DataFrame(list(file.preview), columns=list(file.headings)), hide_index=True)
    st.caption(f"The first {len(file.preview)} rows, as text.")


def _show_choice(kept: Kept) -> None:
    """Show the columns, the task and what becomes of gaps, each where there is something to choose."""
    usable = _usable(kept.file)
    choice = _choice(kept)
    targets = rule_of(Data, "targets")
    _begin(TARGETS, list(choice.targets))
    st.multiselect(targets.label, usable, key=TARGETS, help=targets.help, on_change=_retarget, args=(usable, choice.targets))
    _say(why_not_last(kept.file, choice))
    found = _targets(kept.file, choice.targets, choice.decisions)
    warning = caution(choice, found)
    if warning:
        st.warning(literal(warning))
    inputs = rule_of(Data, "inputs")
    free = [name for name in usable if name not in choice.targets]
    _begin(INPUTS, [name for name in choice.inputs if name in free])
    st.multiselect(inputs.label, free, key=INPUTS, help=inputs.help)
    _say(not_inputs(kept.file, choice))
    show_categories(kept, choice)
    _show_options(TASK, TASK_RULE, tasks(found), choice.task)
    _show_gaps(kept, choice)


def _usable(file: CsvFile) -> list[str]:
    return [column.name for column in file.columns if column.usable]


def _show_gaps(kept: Kept, choice: Choice) -> None:
    columns = [decided(kept.file, name, choice.decisions) for name in (*choice.targets, *choice.inputs)]
    for sentence in missing_words(columns):
        _say(sentence)
    show_absent(kept, choice)
    if any(column.missing for column in columns):
        _show_options(MISSING, MISSING_RULE, tuple(MISSING_RULE.options), choice.missing)


def _say(sentence: str) -> None:
    if sentence:
        st.caption(literal(sentence))


def _show_options(key: str, rule: OneOf, options: Sequence[str], current: str) -> None:
    if len(options) == 1:
        st.caption(f"{rule.label}: {rule.options[options[0]].label.lower()}", help=rule.help)
        return
    _begin(key, current)
    explained = "\n".join(f"- **{rule.options[name].label}**: {rule.options[name].help}" for name in options)
    st.segmented_control(
        rule.label,
        options,
        required=True,
        format_func=lambda name: rule.options[name].label,
        key=key,
        help=f"{rule.help}\n\n{explained}",
        width="stretch",
    )


def _begin(key: str, value: object) -> None:
    """Give a control that is not on the page yet, or was not for a while, the value that it had."""
    st.session_state.setdefault(key, value)


def _retarget(usable: Sequence[str], before: Sequence[str]) -> None:
    """A column that becomes a target is no input any more, one that was a target becomes an input, and the task is inferred anew."""
    kept = session().kept
    if kept is None or TARGETS not in st.session_state or list(usable) != _usable(kept.file):
        # A slow browser's last word about a file that has gone in the meantime.
        return
    after = [name for name in st.session_state[TARGETS] if name in usable]
    inputs = {*st.session_state.get(INPUTS, ()), *before} - set(after)
    st.session_state[INPUTS] = [name for name in usable if name in inputs]
    st.session_state.pop(TASK, None)
    task = tasks(_targets(kept.file, after, kept.choice.decisions))[0]
    session().kept = replace(kept, choice=replace(kept.choice, task=task), made=None)
