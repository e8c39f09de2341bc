import type { Phrases } from './phrases.ts'

/** English around the heart of a mail. */
export const en: Phrases = {
  greetings: [
    { text: 'Hi {n},', by: 'first' }, { text: 'Hello {n},', by: 'first' }, { text: 'Dear {n},', by: 'last' },
    { text: 'Dear {n},', by: 'first' }, { text: 'Morning {n},', by: 'first' },
  ],
  greetingsPlain: ['Good morning,', 'Hello all,', 'Dear colleague,', 'Dear Sir or Madam,', 'Hi there,', 'Good afternoon,'],
  openings: [
    'Thanks for ringing back so quickly.', 'Apologies for the slow reply, we had the builders in.',
    'Following up on what we said at the door this morning.', 'Quick one between two meetings.', 'As promised, here is where we are.',
  ],
  fillers: [
    'There is a lamp over the new room that comes on when you wave at it.',
    'The post will not come before noon this week, our usual man is away.',
    'I am bringing cake on Friday because somebody has to.',
    'The corridor window sticks, so leave it ajar.',
    'The autumn diary hangs by the kettle, please write on it.',
    'Whoever keeps borrowing my scissors might bring them home one day.',
    'The lift is out of order until Thursday, so please use the back stairs if you come over.',
    'I have moved our catch-up to the larger room because the small one smells of paint.',
    'Catering needs numbers by the end of the month; sandwiches as usual unless anyone objects loudly.',
    'There is a bus from the station every twenty minutes, and it stops right outside.',
    'I checked it against last year\'s version and nothing jumped out at me.',
    'If the second half of the month suits everybody better we can shuffle things round.',
    'Somebody has walked off with the key to the bike shed again. It is on a red ribbon.',
    'Do bring a coat, the heating in the annexe is still being argued about.',
    'We will pick the rest up at the next session, no need to prepare anything.',
    'The new timetable goes on the noticeboard as soon as the printer behaves.',
  ],
  closings: ['Shout if anything is unclear.', 'Let me know what you think.', 'Back at my desk on Monday.', 'Many thanks in advance.', 'Speak soon.', ''],
  goodbyes: ['Best wishes,', 'Kind regards,', 'Regards,', 'All the best,', 'Thanks,', 'Yours sincerely,'],
  jobs: ['Office Coordinator', 'Case Administrator', 'Senior Adviser', 'Team Secretary', 'Practice Assistant', 'Operations'],
  disclaimers: [
    'This email and any files sent with it are meant for the addressee only. If it reached you by mistake, please tell the sender and delete it. We accept no liability for viruses.',
    'CONFIDENTIAL: this message may contain privileged or medical information. Any disclosure, copying or use by anyone else is strictly prohibited and may be unlawful.',
    'We will never ask you for your password, card number or National Insurance number by email. Our privacy notice is on the website.',
    'Please consider the environment before printing. Registered in England and Wales; registered office at the address above.',
  ],
  covers: ['See below, for information.', 'Could you take this one? It starts further down.', 'This landed in my inbox but I think it is yours.', 'Forwarding as discussed.'],
  coversWithFile: ['Please see the attached file.', 'I have put it in a separate document, easier to read.', 'Attached as requested.', 'The whole story is in the attachment.'],
  earlier: [
    'Thanks, I will have a look after lunch.', 'Fine by me, I will wait to hear from you.', 'Any chance you could confirm the date? No rush, I only need it for the diary.',
    'Good spot, I had the wrong week in my head.', 'Would Tuesday at half ten do instead?', 'Received, leave it with me.',
  ],
  quoteLine: (date, name) => `On ${date}, ${name} wrote:`,
  forwardLines: ({ name, address, date, to, subject }) => ['---------- Forwarded message ----------', `From: ${name} <${address}>`, `Date: ${date}`, `To: ${to}`, `Subject: ${subject}`],
  tables: [
    ['Week | Room | Start', '14 | Oak | 09.30', '15 | Elm | 13.00', '16 | Oak | 09.30'],
    ['Item | Quantity | Price', 'Ring binders | 40 | 2.15', 'Markers | 12 | 0.89', 'Paper cups | 1000 | 31.50'],
  ],
  fileNames: ['note.docx', 'summary.pdf', 'scan_0118.pdf', 'text.pdf', 'enclosure 1.pdf'],
  phoneMark: 'T',
}
