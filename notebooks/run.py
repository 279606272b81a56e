"""Execute the notebooks again and keep what they show: `make notebooks`, or `python notebooks/run.py [FILE ...]`.

Every run starts a fresh kernel. What differs from run to run without meaning (times, versions of Python, cell states)
is taken out, so that the same graph gives the same files.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

HERE = Path(__file__).resolve().parent
LARGEST = 400_000
"""Bytes; code hosts show no notebook that is much larger."""

SECONDS = 180
"""For one cell."""

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute(path: Path) -> nbformat.NotebookNode:
    """A notebook with the outputs of a run in a kernel of its own.

    Raises CellExecutionError or CellTimeoutError where a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    search = [str(HERE.parent / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]  # this checkout comes first
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(search)}
    environment.pop("MPLBACKEND", None)  # the kernel draws into the notebook
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(HERE)}},
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    client.execute(env=environment)
    return clean(notebook)


def clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same notebook without what changes from run to run."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        for output in cell.get("outputs", ()):
            output.pop("transient", None)
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


def main() -> int:
    """Run what was named, or every notebook here; 1 where a cell fails or a file is too large."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(HERE.glob("*.ipynb")))
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="write there and leave the notebooks as they are")
    given = parser.parse_args()
    failed = 0
    for path in given.notebooks:
        try:
            notebook = execute(path)
        except (CellExecutionError, CellTimeoutError) as error:
            print(f"{path.name}: a cell fails; mend it and run again\n{error}", file=sys.stderr)
            failed = 1
            continue
        written = (given.to or path.parent) / path.name
        text = nbformat.writes(notebook, version=4) + "\n"
        size = len(text.encode("utf-8"))
        if size > LARGEST:
            print(f"{path.name}: {size:,} bytes, at most {LARGEST:,}; show less in it", file=sys.stderr)
            failed = 1
            continue
        written.write_text(text, encoding="utf-8")
        print(f"{written}: {size:,} bytes")
    return failed


if __name__ == "__main__":
    sys.exit(main())
