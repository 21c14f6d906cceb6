"""Pairs of words in the same relation, by family: what questions like "Paris is to France as … to Italy" ask.

Chosen by hand among the shipped words, before anything was measured; the families that hardly work are kept.
"""

from typing import NamedTuple

import numpy as np

from core.data.words import Words


class Family(NamedTuple):
    """One relation: what it is called, and its pairs as rows of the words, (p, 2)."""

    name: str
    pairs: np.ndarray


CAPITALS = "country → capital"
FAMILIES: dict[str, str] = {
    CAPITALS: """france paris, germany berlin, italy rome, spain madrid, portugal lisbon, greece athens, poland warsaw,
        sweden stockholm, norway oslo, denmark copenhagen, finland helsinki, austria vienna, switzerland bern,
        belgium brussels, netherlands amsterdam, ireland dublin, hungary budapest, romania bucharest, bulgaria sofia,
        russia moscow, ukraine kiev, turkey ankara, egypt cairo, morocco rabat, kenya nairobi, nigeria abuja,
        ghana accra, china beijing, japan tokyo, india delhi, thailand bangkok, vietnam hanoi, indonesia jakarta,
        pakistan islamabad, iran tehran, iraq baghdad, israel jerusalem, canada ottawa, chile santiago, peru lima,
        colombia bogota, australia canberra, cuba havana""",
    "man → woman": """man woman, king queen, prince princess, boy girl, father mother, son daughter, brother sister,
        husband wife, uncle aunt, nephew niece, grandfather grandmother, grandson granddaughter, groom bride""",
    "month → next one": """january february, february march, march april, april may, may june, june july, july august,
        august september, september october, october november, november december, december january""",
    "day → next one": """monday tuesday, tuesday wednesday, wednesday thursday, thursday friday, friday saturday,
        saturday sunday, sunday monday""",
    "number → next one": """one two, two three, three four, four five, five six, six seven, seven eight, eight nine,
        nine ten, ten eleven, eleven twelve, twelve thirteen""",
    "number → ten times": """two twenty, three thirty, four forty, five fifty, six sixty, seven seventy, eight eighty,
        nine ninety, ten hundred""",
    "feeling → its opposite": """joy sorrow, love hatred, happiness sadness, pride shame, hope despair,
        excitement boredom, delight disgust, desire contempt""",
    "worker → what they work with": """baker bread, carpenter wood, tailor suit, pilot airplane, sailor ship,
        painter brush, dentist tooth, barber hair, singer song, farmer tractor, cook oven, butcher sausage""",
    "clothes → where they are worn": """hat head, shoe foot, glove hand, scarf neck, trousers leg, shirt chest,
        sandals toe""",
    "thing → its colour": """banana yellow, tomato red, grass green, snow white, ocean blue, chocolate brown,
        crow black, lavender purple, elephant grey""",
    "thing → what it is made of": """wine grape, cheese milk, bread flour, lemonade lemon, window glass, wall brick,
        sweater wool, shirt cotton, knife steel, shoe leather, paper wood, noodles rice""",
}


def families(words: Words) -> tuple[Family, ...]:
    """All families, in the order above. Raises DatasetError when a pair has a word that isn't there."""
    return tuple(
        Family(name, np.array([list(map(words.row, pair.split())) for pair in text.split(",")]))
        for name, text in FAMILIES.items()
    )
