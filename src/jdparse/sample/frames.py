"""How each level words its work: sentence frames, skill degrees, labels, summaries and title patterns, as data.

In a frame `{do}` is the item's verb, `{doing}` its gerund, `{what}` its object. The first word of a frame is
always a verb, so that every duty can also be written with a gerund in front.
"""

# Levels that share their wording.
BANDS = {
    **{f"P{rank}": f"P{rank}" for rank in range(1, 7)},
    **dict.fromkeys(("P7", "P8"), "P7"),
    **dict.fromkeys(("M1", "M2"), "M1"),
    **dict.fromkeys(("M3", "M4"), "M3"),
    **dict.fromkeys(("M5", "M6"), "M5"),
    **dict.fromkeys(("E1", "E2", "E3"), "E1"),
    **dict.fromkeys(("E4", "E5", "E6"), "E4"),
    **{f"S{rank}": f"S{rank}" for rank in range(1, 5)},
}

DUTIES = {
    "P1": (
        "Assist in {doing} {what}",
        "Help {do} {what}",
        "Support senior colleagues in {doing} {what}",
        "{do} {what} under supervision",
        "Learn to {do} {what}",
        "Follow checklists when {doing} {what}",
        "Observe how colleagues {do} {what}",
    ),
    "P2": (
        "{do} {what} with moderate guidance",
        "Contribute to {doing} {what}",
        "{do} {what} for well-defined requests",
        "Take part in {doing} {what}",
        "{do} {what} and ask for a review",
        "Practice {doing} {what} on small assignments",
    ),
    "P3": (
        "{do} {what}",
        "{do} {what} independently",
        "Own {doing} {what} from start to finish",
        "Solve everyday problems in {doing} {what}",
        "Show newcomers how to {do} {what}",
        "Document how to {do} {what}",
    ),
    "P4": (
        "Lead {doing} {what}",
        "Advise colleagues on {doing} {what}",
        "Improve methods for {doing} {what}",
        "Review how others {do} {what}",
        "Mentor mid-level staff in {doing} {what}",
        "Plan the work of {doing} {what}",
        "{do} {what} in difficult cases",
    ),
    "P5": (
        "Set standards for {doing} {what}",
        "Solve the hardest problems in {doing} {what}",
        "Serve as the internal authority on {doing} {what}",
        "Evaluate new approaches to {doing} {what}",
        "Teach senior staff advanced ways of {doing} {what}",
        "Audit how teams {do} {what}",
    ),
    "P6": (
        "Define the long-term approach to {doing} {what}",
        "Shape strategy for {doing} {what}",
        "Sponsor research into {doing} {what}",
        "Align functions on {doing} {what}",
        "Advise executives on {doing} {what}",
        "Develop experts in {doing} {what}",
    ),
    "P7": (
        "Advance industry practice in {doing} {what}",
        "Represent the organization in public on {doing} {what}",
        "Pioneer new ways of {doing} {what}",
        "Publish original work on {doing} {what}",
        "Challenge long-held beliefs about {doing} {what}",
        "Guide investment in {doing} {what}",
    ),
    "M1": (
        "Supervise a team {doing} {what}",
        "Assign and review the work of {doing} {what}",
        "Coach staff in {doing} {what}",
        "Schedule people for {doing} {what}",
        "Check the quality of {doing} {what}",
        "{do} {what} beside the team at busy times",
    ),
    "M3": (
        "Manage several teams {doing} {what}",
        "Budget for {doing} {what}",
        "Recruit managers with experience in {doing} {what}",
        "Set yearly goals for {doing} {what}",
        "Report results of {doing} {what} to senior leaders",
        "Negotiate contracts that help teams {do} {what}",
    ),
    "M5": (
        "Direct the departments {doing} {what}",
        "Fund improvements in {doing} {what}",
        "Set the division’s strategy for {doing} {what}",
        "Build leaders who can {do} {what}",
        "Answer for the division’s results in {doing} {what}",
    ),
    "E1": (
        "Oversee the programme for {doing} {what}",
        "Drive change in {doing} {what}",
        "Win partners for {doing} {what}",
        "Commit resources to {doing} {what}",
        "Report to the executive team on {doing} {what}",
    ),
    "E4": (
        "Set enterprise policy for {doing} {what}",
        "Answer to the board for {doing} {what}",
        "Decide where to invest in {doing} {what}",
        "Speak for the company on {doing} {what}",
        "Appoint the leaders responsible for {doing} {what}",
    ),
    "S1": (
        "Prepare materials for {doing} {what}",
        "File records after {doing} {what}",
        "Enter data for {doing} {what}",
        "Route questions about {doing} {what}",
        "Pack and label supplies for {doing} {what}",
    ),
    "S2": (
        "Process requests for {doing} {what}",
        "Answer usual questions about {doing} {what}",
        "Update records on {doing} {what}",
        "Book people and rooms for {doing} {what}",
        "Track orders needed for {doing} {what}",
    ),
    "S3": (
        "Handle unusual requests about {doing} {what}",
        "Train newcomers to support {doing} {what}",
        "Find causes of delays in {doing} {what}",
        "Maintain procedures for {doing} {what}",
        "Prepare weekly figures on {doing} {what}",
    ),
    "S4": (
        "Lead the desk that supports {doing} {what}",
        "Plan daily coverage for {doing} {what}",
        "Improve procedures for {doing} {what}",
        "Escalate risks in {doing} {what}",
        "Measure service levels for {doing} {what}",
    ),
}

# Said by every family at a level: the site repeats such lines all over a ladder.
COMMON_DUTIES = {
    "P1": (
        "Participate in team meetings",
        "Keep notes of completed work",
        "Complete required training",
        "Ask for feedback early",
    ),
    "P2": (
        "Present findings to the team",
        "Maintain and update documentation",
        "Collaborate with team members on project tasks",
        "Report progress every week",
    ),
    "P3": (
        "Coordinate with other departments",
        "Mentor newcomers",
        "Present findings to stakeholders",
        "Keep project timelines up to date",
    ),
    "P4": (
        "Mentor junior and mid-level staff",
        "Lead small projects",
        "Negotiate priorities with stakeholders",
        "Present options to decision makers",
    ),
    "P5": (
        "Chair technical reviews",
        "Lead cross-functional initiatives",
        "Mentor senior staff",
        "Advise leadership on risks",
    ),
    "P6": (
        "Advise executives",
        "Chair the professional community",
        "Develop future experts",
        "Set multi-year priorities",
    ),
    "P7": (
        "Speak at international conferences",
        "Advise the board on technology",
        "Found research partnerships",
        "Mentor principals",
    ),
    "M1": (
        "Hold weekly one-to-one talks",
        "Plan shifts and vacations",
        "Hire and onboard team members",
        "Give timely feedback",
    ),
    "M3": (
        "Prepare the annual budget",
        "Develop team managers",
        "Lead reorganizations",
        "Hold managers accountable for results",
    ),
    "M5": (
        "Plan succession",
        "Approve major investments",
        "Represent the division to the executive team",
        "Set division goals",
    ),
    "E1": (
        "Lead major change programmes",
        "Build executive partnerships",
        "Sponsor talent development",
        "Report on programme results",
    ),
    "E4": (
        "Report to the board",
        "Lead the executive team’s yearly planning",
        "Represent the company to investors",
        "Approve acquisitions",
    ),
    "S1": ("Answer phones and e-mail", "Keep the work area clean", "Follow safety rules", "Sort incoming mail"),
    "S2": ("Answer phones, chat and e-mail", "Maintain filing systems", "Order office supplies", "Schedule meetings"),
    "S3": ("Resolve complaints", "Train new team members", "Prepare monthly reports", "Review records for errors"),
    "S4": ("Assign daily work", "Report service levels", "Coach desk staff", "Coordinate with other desks"),
}

# What can follow a duty; combinations give millions of distinct bullets, most pages use few.
CADENCES = (
    "each morning", "every week", "every month", "each quarter", "before every release", "after each shift", "twice a year",
    "on short notice", "during peak season", "across time zones", "within 24 hours", "at three sites", "for new clients",
    "for at least 5–8 projects a year", "with <2% rework", "in ~10% of cases", "on weekends", "for internal and external users",
)  # fmt: skip

LEADING_NUMBERS = ("~10% travel between sites", "~20% on-call duty", "<1 day response time to urgent requests", "<5% variance in monthly counts", "~15 scheduled reviews a quarter", "<30 min from alert to first action")  # fmt: skip

DEGREES = {
    "P1": ("Basic {topic}", "{topic} basics", "{topic} fundamentals", "Introductory {topic}", "{topic}"),
    "P2": ("Working knowledge of {topic}", "Practical {topic}", "{topic}", "Applied {topic}", "{topic} techniques"),
    "P3": ("{topic}", "Solid {topic}", "{topic} methods", "Independent {topic}", "{topic} troubleshooting"),
    "P4": ("Advanced {topic}", "{topic} design", "In-depth {topic}", "{topic} best practices", "{topic}"),
    "P5": ("Expert {topic}", "{topic} standards", "{topic} architecture", "Mastery of {topic}", "Advanced {topic}"),
    "P6": (
        "{topic} strategy",
        "Organization-wide {topic}",
        "Thought leadership in {topic}",
        "Expert {topic}",
        "{topic} governance",
    ),
    "P7": (
        "Industry leadership in {topic}",
        "{topic} research",
        "Original contributions to {topic}",
        "{topic} innovation",
    ),
    "M1": ("{topic}", "{topic} quality control", "Team training in {topic}", "{topic} work planning"),
    "M3": ("{topic} operations", "{topic} budgeting", "Resource planning for {topic}", "{topic} performance metrics"),
    "M5": (
        "{topic} portfolio management",
        "{topic} strategy",
        "Organizational design for {topic}",
        "{topic} investment planning",
    ),
    "E1": ("{topic} strategy", "{topic} transformation", "Executive oversight of {topic}", "{topic} partnerships"),
    "E4": (
        "Enterprise {topic} strategy",
        "{topic} policy",
        "Corporate governance of {topic}",
        "Global {topic} leadership",
    ),
    "S1": ("Basic {topic}", "{topic} terms", "{topic} data entry", "Handling of {topic} records"),
    "S2": ("{topic} support", "{topic} records", "General {topic}", "{topic} scheduling"),
    "S3": ("{topic} procedures", "Practical {topic}", "{topic} reporting", "{topic} troubleshooting"),
    "S4": ("{topic} coordination", "{topic} service levels", "Desk planning for {topic}", "{topic} reporting"),
}

SOFT_SKILLS = {
    "P": ("Communication skills", "Problem-solving", "Analytical thinking", "Teamwork", "Time management", "Attention to detail", "Adaptability", "Critical thinking", "Technical writing", "Stakeholder communication", "Collaboration", "Learning agility", "Curiosity", "Mentoring", "Project management", "Presentation skills", "Negotiation", "Independent judgment", "Cross-functional teamwork", "Leadership", "Scope management", "Impact"),
    "M": ("Leadership", "Coaching", "Conflict resolution", "Budget management", "Scope", "Impact", "Hiring & onboarding", "Performance management", "Delegation", "Communication skills", "Change management", "Decision rights", "Stakeholder management", "Workforce planning", "Time management", "Team development"),
    "E": ("Executive presence", "Strategic thinking", "Leadership", "Scope", "Impact", "Change leadership", "Board communication", "Financial acumen", "Mergers & acquisitions", "Public speaking", "Negotiation", "Talent strategy", "Risk management", "Autonomy"),
    "S": ("Attention to detail", "Telephone etiquette", "Data entry", "Time management", "Customer service", "Written communication", "Teamwork", "Reliability", "Organization skills", "Office software (e.g., spreadsheets)", "Typing at 50+ words per minute", "Confidentiality", "Patience"),
}  # fmt: skip

QUALIFICATIONS = {
    "P1": ("Bachelor’s degree in {degree} or a related field", "Internship or project work in {topic}", "Coursework in {topic}", "<1 year of paid experience accepted", "Basic understanding of {topic}", "0–2 years of experience"),
    "P2": ("1–3 years of experience in {topic}", "Bachelor’s degree in {degree}", "2–5 years experience or 1–2 years with a Master’s", "{credential} in progress", "Experience with {tool}"),
    "P3": ("3–5 years of hands-on {topic} experience", "{credential}", "Bachelor's degree in {degree}, or equal experience", "Experience with {tool}", "~3 years in a comparable role", "Proven delivery without close guidance"),
    "P4": ("5–8+ years of experience", "{credential} preferred", "Master’s degree in {degree} is a plus", "Track record of difficult {topic} work", "At least 5 years with {tool}"),
    "P5": ("8–12 years of experience, of which 3+ years as an expert", "Master’s degree or PhD in {degree}", "{credential}", "Published or presented work on {topic}", "Recognized expertise in {topic}"),
    "P6": ("12–18 years of experience in {topic}", "Advanced degree in {degree}", "Record of direction that lasted (e.g., adopted standards)", "More than 12 years across several functions", "{credential} or an equal standing in the field"),
    "P7": ("15+ years of experience and a public record in {topic}", "PhD in {degree} or an equal body of work", "Patents, standards or widely used methods in {topic}", "Over 18 years in the field"),
    "M1": ("3–6 years of experience, of which 1+ years leading people", "Bachelor’s degree in {degree} or equal experience", "{credential}", "Sound knowledge of {topic}"),
    "M3": ("8–12+ years of experience in {topic}", "At least 4 years of managing managers", "Degree in {degree} or business", "Budget responsibility (e.g., $2M–$5M a year)"),
    "M5": ("12–18 years of experience, half of it in leadership", "Master’s degree in {degree} or an MBA", "Record of building departments", "Knowledge of {topic} at the level of a division"),
    "E1": ("14–20 years of experience in business-critical roles", "Executive education (e.g., a part-time MBA)", "Record of company-wide change", "Credibility in {topic}"),
    "E4": ("20+ years of experience, 10+ of them as an executive", "Board experience", "Record of growth through several business cycles", "Trusted public voice on {topic}"),
    "S1": ("High-school diploma", "0–1 years of experience", "Willingness to learn {topic}", "<6 months of training needed"),
    "S2": ("High-school diploma or vocational training", "1–3 years of office experience", "Familiarity with {tool}", "Good command of spelling"),
    "S3": ("3–5 years in a support role", "Vocational training in {degree} or a similar subject", "Experience with {tool}", "Clean records over 2+ years"),
    "S4": ("5–8 years of support experience", "1+ years of leading a desk", "Knowledge of {topic} procedures", "{credential} is an advantage"),
}  # fmt: skip

# A label is either a word for the level or a title of its own; only the second kind closes the list of titles.
LEVEL_LABELS = {
    "P1": "Entry", "P2": "Developing", "P3": "Proficient", "P4": "Advanced", "P5": "Expert", "P6": "Principal", "P7": "Distinguished", "P8": "Fellow",
    "M1": "Team Lead", "M2": "Established Manager", "M3": "Senior Manager", "M4": "Department Head", "M5": "Senior Director", "M6": "Vice President",
    "E1": "Executive Director", "E2": "Senior Executive Director", "E3": "Executive", "E4": "Senior Executive", "E5": "Executive Vice President", "E6": "Chief",
    "S1": "Associate", "S2": "Specialist", "S3": "Senior Specialist", "S4": "Desk Lead",
}  # fmt: skip
TITLE_LABELS = {
    "P1": ("Entry-Level {role}", "Graduate {role}"), "P2": ("Developing {role}", "Intermediate {role}"), "P3": ("Experienced {role}", "{role}"),
    "P4": ("Senior {role}",), "P5": ("Expert {role}", "Lead {role}"), "P6": ("Principal {role}",), "P7": ("Distinguished {role}",), "P8": ("{role} Fellow",),
    "M1": ("{role} Team Lead",), "M2": ("{role} Manager",), "M3": ("Senior Manager of {name}",), "M4": ("Director of {name}",), "M5": ("Senior Director of {name}",),
    "M6": ("VP {name}", "Vice President of {name}"), "E1": ("Executive Director of {name}",), "E2": ("Senior Executive Director of {name}",), "E3": ("Vice President of {name}",),
    "E4": ("SVP {name}",), "E5": ("EVP {name}",), "E6": ("Chief {name} Officer",), "S1": ("{name} Assistant",), "S2": ("{name} Support Specialist",),
    "S3": ("Senior {name} Support Specialist",), "S4": ("{name} Desk Lead",),
}  # fmt: skip

SUMMARIES = {
    "P1": ("Learns {topic} on guided tasks. Helps {do} {what} and records the results.", "{code} is the first step in {name}, often straight after a degree. Work is explained in advance and checked afterwards."),
    "P2": ("Handles well-defined work in {topic} and asks for help when a case is new.", "{code} staff have found their feet in {name}. They {do} {what} with some guidance."),
    "P3": ("Works on standard {name} cases without help. Is trusted to {do} {what}.", "{code} is the career level of {name}: full command of {topic} and a first share in mentoring."),
    "P4": ("Leads difficult work in {topic} and guides colleagues.", "{code} takes on what others cannot solve in {name}. Plans how to {do} {what} and brings others along."),
    "P5": ("Expert in {topic} whom other teams call for advice. Sets the standards by which they {do} {what}.", "{code} experts solve problems in {name} that have no precedent."),
    "P6": ("Shapes how the organization thinks about {topic}. Advises executives and develops experts.", "{code} principals give {name} its direction for years ahead."),
    "P7": ("Known beyond the organization for work on {topic}.", "{code} moves the whole field of {name} forward. Chooses the questions worth asking."),
    "M1": ("Leads a team that has to {do} {what}. Still does part of the work.", "{code} turns a group of {name} staff into a team."),
    "M3": ("Runs several {name} teams through their managers and answers for budget and results.", "{code} plans a year of {topic} and delivers it."),
    "M5": ("Heads {name} across departments and shapes its strategy.", "{code} decides where people and funds for {topic} do most good. Builds the next generation of leaders."),
    "E1": ("Carries an executive mandate for {name} that touches many departments.", "{code} leads change in {topic} across the company."),
    "E4": ("Answers to the board for {name}. Sets company policy for {topic}.", "{code} leads the company’s work in {name} and speaks for it in public."),
    "S1": ("Helps the {name} team with simple, repeated tasks.", "{code} learns the daily routine of {name} support. Works from checklists."),
    "S2": ("Handles the usual requests that reach the {name} desk.", "{code} keeps records on {topic} in order and answers usual questions."),
    "S3": ("Takes on unusual requests in {name} support and trains newcomers.", "{code} knows the procedures of {topic} and where they fail."),
    "S4": ("Leads the support desk of {name} and plans its day.", "{code} keeps service levels for {topic} where they should be."),
}  # fmt: skip

# How a level turns a stem into titles: (pattern, marker). The list on a page stops at 16 chips.
TITLE_PATTERNS: dict[str, tuple[tuple[str, str], ...]] = {
    "P1": (("{} I", "roman"), ("{} 1", "number"), ("Entry-Level {}", "prefix"), ("Junior {}", "prefix"), ("Associate {}", "prefix")),
    "P2": (("{} II", "roman"), ("{} 2", "number")),
    "P3": (("{} III", "roman"), ("{} 3", "number"), ("Mid-Level {}", "prefix")),
    "P4": (("{} IV", "roman"), ("{} 4", "number"), ("Senior {}", "prefix")),
    "P5": (("{} V", "roman"), ("{} 5", "number"), ("Staff {}", "prefix"), ("Lead {}", "prefix"), ("Expert {}", "prefix")),
    "P6": (("{} VI", "roman"), ("{} 6", "number"), ("Principal {}", "prefix")),
    "P7": (("{} VII", "roman"), ("{} 7", "number"), ("Distinguished {}", "prefix"), ("Senior Staff {}", "prefix")),
    "P8": (("{} VIII", "roman"), ("{} 8", "number"), ("Fellow {}", "prefix")),
    "M1": (("Manager, {}", "manager"), ("{} Manager", "manager")),
    "M2": (("Manager II, {}", "manager"), ("{} Manager II", "manager")),
    "M3": (("Senior Manager, {}", "manager"), ("{} Senior Manager", "manager")),
    "M4": (("Director, {}", "manager"), ("{} Director", "manager")),
    "M5": (("Senior Director, {}", "manager"), ("{} Senior Director", "manager")),
    "M6": (("Vice President, {}", "manager"), ("{} Vice President", "manager"), ("VP, {}", "manager")),
    "E1": (("Executive Director, {}", "manager"), ("{} Executive Director", "manager")),
    "E2": (("Senior Executive Director, {}", "manager"), ("{} Senior Executive Director", "manager")),
    "E3": (("Vice President, {}", "manager"), ("{} Vice President", "manager")),
    "E4": (("Senior Vice President, {}", "manager"), ("{} Senior Vice President", "manager")),
    "E5": (("Executive Vice President, {}", "manager"), ("{} Executive Vice President", "manager")),
    "E6": (("Chief Officer, {}", "manager"), ("{} Chief Officer", "manager")),
    "S1": (("{} I", "roman"), ("{} 1", "number"), ("Trainee {}", "prefix")),
    "S2": (("{} II", "roman"), ("{} 2", "number"), ("Support {}", "prefix")),
    "S3": (("{} III", "roman"), ("{} 3", "number"), ("Senior {}", "prefix")),
    "S4": (("{} IV", "roman"), ("{} 4", "number"), ("Lead {}", "prefix")),
}  # fmt: skip

MOST_TITLES = 16
