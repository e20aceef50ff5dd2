"""A program for tests: a window in the locale of its environment, used, saved and exported.

It is started with a project file and a folder to write to, and prints what was seen as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLocale, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.app import make_app
from gui.main_window import MainWindow
from gui.runner import State
from gui.settings import Settings

TYPED = ("12.5", "12,5", "0,75", "12.500", "-1")


def main(file: Path, folder: Path) -> None:
    make_app()
    window = MainWindow(Settings(folder / "settings.ini"))
    window.show()

    def rest() -> None:
        loop = QEventLoop()
        clock = QTimer(interval=10)
        clock.timeout.connect(
            lambda: loop.quit() if window.workspace.runner.state is State.READY else None
        )
        clock.start()
        loop.exec()

    window.open_paths((file,))
    rest()
    editor = window.form._rows["target_vol"].editor
    typed = {}
    for text in (*TYPED, "12"):
        editor.setFocus()
        editor.selectAll()  # type: ignore[attr-defined]
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        rest()
        scenario = window.workspace.project.scenario(window.workspace.selected)
        assert scenario is not None
        typed[text] = (
            scenario.parameters.target_vol if window.form.is_valid else "refused",
            editor.text(),  # type: ignore[attr-defined]
        )
    window.files.save_to(folder / "saved.ballast")
    rest()
    for kind in ("csv", "json"):
        window.files.export(kind, folder / f"one.{kind}")
        rest()
        window.files.export(kind, folder / f"all.{kind}", everything=True)
        rest()
    window.files.write_report(folder / "report.html")
    rest()
    window.files.copy_table()
    assert window.workspace.loaded is not None
    seen = {
        "locale": QLocale().name(),
        "typed": typed,
        "copied": QApplication.clipboard().text(),
        "told": window.message.text,
        "symbols": list(window.workspace.loaded.frame.columns),
    }
    window.close()
    print(json.dumps(seen))


main(Path(sys.argv[1]), Path(sys.argv[2]))
