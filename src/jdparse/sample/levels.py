"""The invented ladder: 26 level codes with a tagline and seven dimensions each, as data."""

from dataclasses import dataclass

DIMENSIONS = (
    "Scope",
    "Autonomy",
    "Complexity",
    "Impact",
    "Decision rights",
    "Leadership",
    "Typical experience",
)


@dataclass(frozen=True, slots=True)
class Level:
    """A level: `dimensions` are the seven texts in the page's order, years as printed in the last one."""

    code: str
    name: str
    years_min: int
    years_max: int
    tagline: str
    dimensions: tuple[str, ...]

    @property
    def track(self) -> str:
        """The ladder's letter: P, M, E or S."""
        return self.code[0]

    @property
    def rank(self) -> int:
        """The step on its ladder, from 1."""
        return int(self.code[1:])


# code, name, years, tagline, then the six written dimensions
_ROWS = """
P1 | Entry-Level Professional | 0–2 | Starts out in the field; learns the basics on guided tasks | Single tasks inside a defined piece of work | Works under close guidance; output checked often | Known problems with written procedures | Own tasks | Follows instructions; asks before deviating | None — learning the craft
P2 | Developing Professional | 1–3 | Builds practical skill; handles routine work with some freedom | Small, well-described deliverables | Guided at the start, checked at milestones | Mostly routine problems, a few new ones | Own deliverables and the nearest team | Day-to-day choices within agreed methods | May show newcomers around
P3 | Mid-Level Professional | 3–5 | Fully capable; delivers standard work without help | A complete feature, case or process from start to finish | Plans own work; exceptions are reviewed | Varied problems; adapts methods that exist | Results of a project or team | Decides how own work is done | Coaches newcomers informally
P4 | Senior Professional | 5–8 | Seasoned practitioner; takes on difficult work and guides others | Several related workstreams | Sets own priorities within agreed goals | Difficult problems; weighs competing methods | Results of several teams | Chooses methods and tools for a workstream | Mentors colleagues and leads small projects
P5 | Expert Professional | 8–12 | Recognized expert; solves problems others bring | A whole specialty within a function | Acts on broad goals; reviewed on outcomes | Unclear problems without precedent | A function’s results and reputation | Sets technical standards for the specialty | Leads experts by influence, not by line
P6 | Principal Professional | 12–18 | Shapes how a discipline is practised in the organization | Several functions or product lines | Defines own agenda with executives | Problems that cross disciplines | Long-term results of a business unit | Binding technical direction for several functions | Develops senior experts; chairs communities
P7 | Staff / Distinguished Professional | 15–22 | Sets direction for a discipline and is known for it outside | The whole organization’s practice of a discipline | Self-directed; accountable for outcomes over years | Problems the industry has not solved | Competitive position of the organization | Final say on methods of the discipline | Guides principals; speaks for the discipline
P8 | Fellow (Executive IC) | 18–30 | Pioneers a field and advises the executive team | The organization and its industry | Chooses the questions worth asking | Questions at the edge of what is known | Industry practice and the organization’s future | Advises on investments of the highest order | Inspires a generation of experts
M1 | Manager (Team Lead) | 3–6 | Leads a small team and still does part of the work | One team with one purpose | Follows set plans; escalates exceptions | Routine staffing and delivery problems | Team output and morale | Tasks, shifts and first-line quality | Leads 3–8 people directly
M2 | Manager II | 5–8 | Runs an established team and its results | One larger team or two small ones | Plans quarters within annual goals | Conflicting demands on a team | Team goals and cost | Hiring proposals and team budget | Leads 6–15 people; develops team leads
M3 | Senior Manager | 8–12 | Runs several teams through other managers | Several teams of one function | Sets annual plans; reviewed by quarter | Trade-offs between teams and deadlines | Function’s yearly goals | Hiring, budget lines and vendors | Leads managers and senior experts
M4 | Director | 10–15 | Heads a department and its strategy | A department | Turns strategy into plans of several years | Problems across departments | Department results and budget | Department structure, budget and priorities | Leads senior managers
M5 | Senior Director | 12–18 | Heads several departments with a common purpose | A group of departments | Shapes strategy with vice presidents | Ambiguous problems across the business | Business-unit results | Reallocates people and funds between departments | Leads directors; plans succession
M6 | Vice President | 15–25 | Answers for a division and its long-term results | A division | Owns division strategy | Problems of market and organization | Division profit and standing | Division portfolio and investments | Leads directors and senior directors
E1 | Director (Executive) | 12–18 | Enters the executive ranks with a business-critical mandate | A mandate across departments | Accountable to a senior executive | Change that touches many teams | Results of a strategic programme | Programme budget and structure | Leads directors and programme leads
E2 | Senior Director (Executive) | 14–20 | Carries a large mandate and prepares for a division | Several mandates or a region | Works from broad executive goals | Change under uncertainty | Regional or segment results | Regional priorities and investments | Leads executive directors
E3 | Vice President | 15–22 | Leads a division as a member of the executive circle | A division or a market | Writes division strategy | Market shifts and competing interests | Division growth and risk | Division plans, people and spending | Builds a leadership team
E4 | Senior Vice President | 18–25 | Leads several divisions and co-owns company strategy | Several divisions | Co-writes company strategy | Problems that change the company’s shape | Company growth | Mergers of teams, large investments | Leads vice presidents
E5 | Executive Vice President | 20–30 | Answers for a major part of the company to its head | A major part of the company | Acts for the chief executive | Problems of company and public | Company results and reputation | Capital, structure and senior hires | Leads senior vice presidents
E6 | C-Suite Executive | 22–40 | Leads the company in one field and answers to its board | The whole company | Answers to the board | Problems without a right answer | The company’s value and future | Final decisions in own field | Leads executives; shapes culture
S1 | Support Associate | 0–1 | Learns to support a team with simple, repeated tasks | Single steps of a process | Works from checklists; checked daily | Simple tasks with clear steps | Own output | None; hands on what is unclear | None — learning the work
S2 | Support Specialist | 1–3 | Handles the usual requests of a support desk | A set of usual requests | Checked by sampling | Usual requests with small variations | Own desk and its users | Picks among known answers | May show newcomers the tools
S3 | Senior Support Specialist | 3–5 | Takes the unusual requests and improves procedures | A process from request to answer | Works alone; reports exceptions | Unusual requests; finds causes | Team’s service level | Small exceptions to procedures | Trains newcomers
S4 | Lead Support Specialist | 5–8 | Leads a support desk by example and by the numbers | A desk with several processes | Plans the desk’s day | Requests that cross teams | Desk’s service level and cost | Order of work on the desk | Leads a desk of up to ten
"""


def _level(row: str) -> Level:
    code, name, years, tagline, *texts = (cell.strip() for cell in row.split("|"))
    low, high = years.split("–")
    return Level(code, name, int(low), int(high), tagline, (*texts, f"{years} yrs"))


LEVELS = {level.code: level for level in map(_level, _ROWS.strip().splitlines())}
