/** Given names of many languages, some beyond ASCII. */
export const GIVEN_NAMES: readonly string[] =
  `Olivia Noah Emma Liam Sofía Mateo Aïsha Jürgen Zoë Siân Łukasz Björk Nguyễn Thị Mehmet Ayşe Søren Åsa Chloé Renée
  Yuki Haruto 美咲 伟 소연 Иван Ольга Δημήτρης Fatima Omar Priya Arjun Ananya Kwame Amara Thabo Lerato Isabella Diego
  Lucía Santiago Grace Henry Amelia Jack Charlotte Theodore Ava Benjamin Harper Elijah Evelyn Lucas Abigail Mason
  Emily Logan Ella Ethan Scarlett Jacob Aria Levi Layla Owen Nora Samuel Hazel David Zoey Joseph Lily Wyatt`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Family names. */
export const FAMILY_NAMES: readonly string[] =
  `Smith Johnson O'Brien García Müller Nowak Kowalczyk Andersson Nguyen Tran Kim Park 田中 王 Yılmaz Петров Okafor
  Mensah Dlamini Silva Santos Rossi D'Angelo Dubois Lefèvre Van-der-Berg Jansen Novák Horváth Papadopoulos Cohen
  Levy Haddad Khan Patel Sharma Singh Das Chen Liu Zhang Huang Lee Choi Sato Suzuki Williams Brown Jones Miller
  Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson Thomas Taylor Moore Jackson Martin White Harris Clark`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Subjects of courses. */
export const SUBJECTS: readonly string[] = [
  'Biology',
  'Organic Chemistry',
  'Calculus',
  'Linear Algebra',
  'World History',
  'Art & Design',
  'Microeconomics',
  'Data Structures',
  'Philosophy of Mind',
  'English Composition',
  'Español Intermedio',
  'Français: littérature',
  'Einführung in die Soziologie',
  'Nursing Practice',
  'Statistics for "Everyone"',
  'Physics <Lab>',
  'Machine Learning',
  'Music Theory',
  'Public Health',
  'Constitutional Law',
];

/** Codes of departments. */
export const DEPARTMENTS = ['BIO', 'CHEM', 'MATH', 'HIST', 'ART', 'ECON', 'CS', 'PHIL', 'ENGL', 'NURS'] as const;

/** Pieces of work and of content. */
export const WORKS: readonly string[] = [
  'Essay',
  'Problem Set',
  'Lab Report',
  'Quiz',
  'Midterm Exam',
  'Group Project',
  'Reading Response',
  'Discussion',
  'Peer Review',
  'Final Presentation',
  'Case Study',
  'Portfolio',
  'Module',
  'Lecture Notes',
  'Field Work',
];

/** Sentences of students and teachers; they contain rare characters so that every consumer meets them. */
export const SENTENCES: readonly string[] = [
  'The results of the second experiment contradict the hypothesis that we stated at the outset.',
  'Please find attached my submission for this week, including the revised bibliography.',
  'I agree with the author that the reform came too late, but not for the reason she gives.',
  'Remember to cite every source, and to hand in the worksheet before the lecture begins.',
  'Photosynthesis converts light energy into chemical energy stored in glucose (C6H12O6).',
  'We measured the period of the pendulum ten times and took the mean of all runs.',
  'In the limit, the sum converges to π²/6, as Euler showed in 1734.',
  'La révolution industrielle a profondément changé la vie quotidienne à la ville.',
  'Die Ergebnisse müssen bis Freitag vorliegen; spätere Abgaben zählen nicht.',
  'El trabajo final vale el 40 % de la nota, ¡no lo dejen para el último día!',
  'Great work so far 👍 but look again at question three, where the sign is wrong 🤔.',
  'See chapter 4, pages 112 to 118, and the notes from last Tuesday.',
  'The null hypothesis cannot be rejected at the 5 % level (p = 0.083).',
  'Her argument rests on three premises, of which only the first is defended at length.',
  'Could I have an extension of two days? I was ill and have a note from my doctor.',
  '第三章の課題は来週までに提出してください。',
  'To compile the program, run "make all" and read the file README in the same folder.',
  'Supply and demand alone do not explain the price of housing in the inner city.',
  'Each group presents for ten minutes, followed by five minutes of questions.',
  'The primary source says \u201cnobody came\u201d \u2014 yet the ledger lists forty names.',
];

/** Texts that break careless programs: escapes, separators, a NUL, other scripts. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'line one\nline two\r\nline three',
  'tab\there, backslash \\ and "quotes"',
  'C:\\temp\\new\\file',
  'separator\u2028and\u2029paragraph',
  'emoji 👩🏽‍🎓 family 👨‍👩‍👧‍👦 flag 🇳🇴',
  'NULL',
  '\\N',
  "Robert'); DROP TABLE students;--",
  'مرحبا بالعالم',
  'bell\u0007 escape\u001b delete\u007f',
  'zero width\u200bspace and \ufeffmark',
  'nul\u0000inside',
  '<script>alert("x")</script>',
];

/** Browsers as they name themselves. */
export const USER_AGENTS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 CanvasStudent/7.12',
  'okhttp/4.12.0 candroid/7.5.1 (267) Android 15',
];
