"""The language that the window speaks, its own words and Qt's, and how its country writes numbers."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from crmbackup_gui.services.settings import Language
from crmbackup_gui.shipped import resource
from crmbackup_gui.ui.look.fonts import write_simplified

_LOG = logging.getLogger(__name__)

_LANGUAGES = {Language.ENGLISH: QLocale.Language.English, Language.CHINESE: QLocale.Language.Chinese}
_CATALOGUES = {Language.ENGLISH: "en", Language.CHINESE: "zh_CN"}
"""There is one for Chinese: who reads traditional characters reads it more easily than English."""


def install(app: QCoreApplication, language: Language) -> Language:
    """Speak that language from now on, instead of what was installed before; which one AUTO was.

    Texts that are already on a screen stay as they are: windows are built after this.
    """
    spoken = system_language() if language is Language.AUTO else language
    locale = _locale(spoken)
    QLocale.setDefault(locale)
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.setParent(None)
    # Qt's own words are English without a catalogue, as they should be then.
    _add(app, f"qtbase_{_CATALOGUES[spoken]}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    own = f"crmbackup_{_CATALOGUES[spoken]}"
    if not _add(app, own, str(resource("i18n"))):
        _LOG.warning("the translation %s is not in %s", own, resource("i18n"))
    if isinstance(app, QApplication):
        write_simplified(wanted=spoken is Language.CHINESE)
    return spoken


def system_language() -> Language:
    """The first of the languages that the system's user reads which the window speaks; English when it speaks none."""
    for name in QLocale.system().uiLanguages():
        for language, known in _LANGUAGES.items():
            if QLocale(name).language() is known:
                return language
    return Language.ENGLISH


def _locale(spoken: Language) -> QLocale:
    """Days and months are named in the language of the window; numbers are written as the system's country does."""
    system, language = QLocale.system(), _LANGUAGES[spoken]
    return system if system.language() is language else QLocale(language, system.territory())


def _add(app: QCoreApplication, name: str, folder: str) -> bool:
    translator = QTranslator(app)
    if translator.load(name, folder):
        return app.installTranslator(translator)
    translator.setParent(None)
    return False
