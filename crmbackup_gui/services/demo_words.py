"""The words that invented people, companies and notes are made of.

Nobody is meant: first and last names are common ones of their language, joined at random, mail goes to the domains
that RFC 2606 keeps for examples, and no telephone number is complete enough to ring.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Locale:
    """Where an invented person lives. `streets` hold a place for the house number."""

    country: str
    language: str
    dialling_code: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]

    @property
    def handles(self) -> tuple[str, ...]:
        """For each last name what it becomes in a mail address: ASCII letters, or the language if none are left."""
        return tuple(_ascii(name) or self.language for name in self.last_names)


LOCALES: Final = (
    Locale(
        "US",
        "en",
        "+1",
        ("Ada", "Brandon", "Chloe", "Dwayne", "Evelyn", "Grace", "Isaac", "Kayla", "Malik", "Rosa"),
        ("Abbott", "Carter", "Delaney", "Hughes", "Irving", "Marsh", "O'Neill", "Porter", "Sloan", "Whitaker"),
        (("97201", "Portland"), ("43004", "Columbus"), ("78701", "Austin")),
        ("{} Maple Avenue", "{} Harbor Road", "{} Old Mill Lane"),
    ),
    Locale(
        "DE",
        "de",
        "+49",
        ("Anneliese", "Björn", "Çiğdem", "Dörte", "Emil", "Jürgen", "Käthe", "Lukas", "Sören", "Uwe"),
        ("Bäcker", "Döring", "Fuchs", "Groß", "Köhler", "Lindner", "Müller", "Schäfer", "Vogt", "Yılmaz"),
        (("04109", "Leipzig"), ("50667", "Köln"), ("80331", "München")),
        ("Gartenstraße {}", "Am Mühlbach {}", "Lange Gasse {}"),
    ),
    Locale(
        "FR",
        "fr",
        "+33",
        ("Aurélie", "Benoît", "Chloé", "Étienne", "François", "Hélène", "Loïc", "Maëlle", "Noé", "Zoé"),
        (
            "Beaumont",
            "Chevalier",
            "D'Aubigny",
            "Fournier",
            "Lefèvre",
            "Marchand",
            "Pénard",
            "Rousseau",
            "Tissot",
            "Vidal",
        ),
        (("69001", "Lyon"), ("44000", "Nantes"), ("31000", "Toulouse")),
        ("{} rue des Tilleuls", "{} quai de la Fosse", "{} allée Saint-Étienne"),
    ),
    Locale(
        "CN",
        "zh",
        "+86",
        ("伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "晓明"),
        ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "欧阳"),
        (("200001", "上海"), ("510030", "广州"), ("610015", "成都")),
        ("人民路{}号", "中山东路{}号", "花园街{}号"),
    ),
    Locale(
        "ES",
        "es",
        "+34",
        ("Álvaro", "Begoña", "Concepción", "Íñigo", "Lucía", "Martín", "Núria", "Óscar", "Raúl", "Ximena"),
        ("Aguilar", "Cárdenas", "Domínguez", "Gálvez", "Ibáñez", "López", "Muñoz", "Peña", "Sáez", "Zúñiga"),
        (("41001", "Sevilla"), ("15001", "A Coruña"), ("46001", "València")),
        ("Calle del Olmo {}", "Avenida del Puerto {}", "Plaza de Cataluña {}"),
    ),
    Locale(
        "PL",
        "pl",
        "+48",
        ("Agnieszka", "Błażej", "Czesław", "Elżbieta", "Jędrzej", "Małgorzata", "Paweł", "Sławomir", "Zofia", "Żaneta"),
        ("Dąbek", "Gołąb", "Jabłoński", "Kwiatek", "Łoś", "Nowicki", "Pająk", "Sęk", "Wróbel", "Żuraw"),
        (("30-001", "Kraków"), ("90-001", "Łódź"), ("50-001", "Wrocław")),
        ("ul. Kwiatowa {}", "ul. Świętego Jana {}", "al. Niepodległości {}"),
    ),
)

MAIL_DOMAINS: Final = ("example.com", "example.net", "example.org")

COMPANY_NAMES: Final = (
    "Amberfield",
    "Blauwasser",
    "Cinq Tilleuls",
    "Dębowa",
    "Estrella Norte",
    "蓝海",
    "Quillstone",
    "云杉",
)
COMPANY_KINDS: Final = ("Bakery", "Logistics", "Machine Works", "Optics", "Print", "Textiles", "Travel", "Vineyards")
COMPANY_FORMS: Final = ("GmbH", "Inc.", "Ltd", "S.A.", "S.L.", "Sp. z o.o.", "有限公司")

TAGS: Final = ("VIP", "newsletter", "Partner", "supplier", "at risk", "Früher Kunde", "重点客户", "do not call")
COLOURS: Final = ("#c62828", "#2e7d32", "#1565c0", "#f9a825", "#6a1b9a", "#00838f")

ACTIVITY_KINDS: Final = ("call", "mail", "meeting", "visit")
ACTIVITY_SUBJECTS: Final = (
    "First talk about the new catalogue",
    "Rückruf wegen der Lieferung",
    "Devis envoyé, réponse attendue",
    "产品演示",
    "Reklamation: Ware beschädigt",
    "Renewal coming up",
    "Visita a la fábrica",
    "Thank-you note 🎉",
)

DEAL_STAGES: Final = ("new", "qualified", "offer", "won", "lost")
DEAL_TITLES: Final = (
    "Yearly supply",
    "Pilot order",
    "Messestand",
    "Contrat de service",
    "年度合同",
    "Refit of the hall",
)
DEAL_ROLES: Final = ("buyer", "decides", "advises", "pays")
CURRENCIES: Final = ("EUR", "USD", "CNY", "PLN")

NOTE_TITLES: Final = ("After the call", "Protokoll", "Compte rendu", "会议记录", "Ideas")
NOTE_SENTENCES: Final = (
    "Prefers to be called in the morning. ",
    "Wünscht ein Angebot über 250 Stück. ",
    "Le délai de livraison reste à confirmer. ",
    "客户希望下周再次见面。",
    "Asked about the warranty – twice. ",
    "Quedamos en hablar después del verano. ",
    "Pays late, but always in full 🙂 ",
    "Nowy adres dostawy od stycznia. ",
)


def _ascii(text: str) -> str:
    """The ASCII letters of a name, accents taken off."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if c.isascii() and c.isalpha())
