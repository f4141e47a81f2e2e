"""The curriculum file: a whole programme in one Markdown file that any editor can open.

Texts stand as Markdown; everything that counts stands in fenced YAML blocks, and only there. `read_curriculum` reports
every problem with its line; reading what `write_curriculum` wrote gives back an equal curriculum.
"""

from .curriculum import Curriculum
from .problems import CurriculumProblems
from .reading import read_curriculum
from .uploading import text_of
from .writing import write_curriculum

__all__ = ["Curriculum", "CurriculumProblems", "read_curriculum", "text_of", "write_curriculum"]
