/** Word pools of the English posts. */
export const ROLES = [
  "Legal Counsel",
  "Senior Commercial Lawyer",
  "Privacy Counsel",
  "Head of Legal",
  "Employment Lawyer",
  "Contracts Manager",
  "Compliance Officer",
  "Associate, Corporate M&A",
  "Litigation Counsel",
];
export const CITIES = [
  "Paris",
  "London",
  "Dublin",
  "Berlin",
  "Amsterdam",
  "New York",
  "Singapore",
  "Lyon",
  "Remote (EU)",
];
export const HOOKS = [
  "We're hiring!",
  "📣 New role on the team.",
  "Come and work with us.",
  "Do you know a great lawyer?",
  "Big news for our legal team:",
  "Open position 👇",
];
export const DUTIES = [
  "negotiate SaaS agreements",
  "own our GDPR programme",
  "support fundraising and acquisitions",
  "train the sales team on contract basics",
  "manage outside counsel",
  "keep the board minutes straight",
];
export const WANTS = [
  "You are qualified in at least one EU jurisdiction.",
  "French is a plus, curiosity is a must.",
  "Around five years of experience, in-house or private practice.",
  "You write short e-mails.",
];
export const CALLS = [
  "Apply here: https://jobs.example/roles/{n}",
  "Message me for details.",
  "Referrals welcome 🙏",
  "Link in the first comment.",
];
export const NEWS = [
  "The new AI rules start to apply this quarter.",
  "A landmark ruling on cookie walls landed this morning.",
  "Standard contractual clauses are changing again.",
  "Non-competes are back on the legislator's desk.",
];
export const TAKES = [
  "My take: update the playbook, not the panic level.",
  "Three clauses to check before Friday.",
  "The operative part is shorter than the press release.",
  "I would not sign that without an annex.",
  "Work-life balance is a clause nobody negotiates.",
];
export const INTERNSHIPS = [
  "Summer internship in our legal department.",
  "Six-month legal internship, starting in January.",
  "Trainee programme: two seats left.",
];
export const CULTURE = [
  "Our product launch is today.",
  "Thrilled to share our annual report.",
  "Ten years of shipping, one photo.",
  "We moved offices and kept the plants 🌱",
];
export const TAGS = [
  "#hiring",
  "#legal",
  "#lawyer",
  "#compliance",
  "#privacy",
  "#GDPR",
  "#career",
  "#inhouse",
  "#M_and_A",
  "#legalops",
];
export const COMMENTS = [
  "Great opportunity!",
  "Congratulations 👏",
  "Is this open to remote candidates?",
  "Thanks for sharing.",
  "Sent you a message.",
  "We are looking for a counsel too.",
  "Well said.",
];
