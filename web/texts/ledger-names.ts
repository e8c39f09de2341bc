/** What the evidence of a line in the log calls its facts and people. A name without words stays as the record has it. */
export const ledgerNamesNl: Readonly<Record<string, string>> = {
  // The mail and the way it went.
  submission: 'Nummer van de mail', id: 'Nummer van de mail', message: 'Kenmerk van de mail', door: 'Via', recipients: 'Ontvangers', internal: 'Ontvangers in huis', sizeBytes: 'Grootte in bytes',
  holdSeconds: 'Wachttijd in seconden', route: 'Weg', routes: 'Weg per ontvanger', passedOver: 'Wegen die afvielen', verified: 'Verbinding gecontroleerd',
  tls: 'Versleuteling', proof: 'Bewijs van de mailserver', attempts: 'Aantal pogingen', level: 'Niveau', keyLevel: 'Niveau van de sleutel',
  keyExchange: 'Sleuteluitwisseling', profile: 'Profiel', recordUntil: 'Bewaren tot', status: 'Status', next: 'Volgende weg', results: 'Resultaat',
  server: 'Mailserver', reply: 'Antwoord van de mailserver', noticeMail: 'Nummer van de mail met de link',
  // What the guard found and what was done.
  outcome: 'Uitkomst', action: 'Oordeel van de controle', secure: 'Moest beveiligd', reasons: 'Gevonden', warnings: 'Tips', rules: 'Regels', rule: 'Regel',
  answered: 'Beantwoorde vragen', overridden: 'Toch gewoon verstuurd', ground: 'Reden van de afzender', mode: 'Stand', guardVersion: 'Versie van de controle',
  policyVersion: 'Versie van het beleid', impaired: 'Werkte niet', problem: 'Probleem', shown: 'Keer getoond', followed: 'Keer gevolgd',
  // The portal and its guests.
  portal: 'Nummer van het beveiligde bericht', factor: 'Soort code', expiresAt: 'Verloopt op', notice: 'Soort bericht aan ontvanger', wasRead: 'Was gelezen', files: 'Aantal bijlagen',
  // Mail that came in, and what was done with it.
  place: 'Plaats', verdict: 'Oordeel over afzender', spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC', held: 'Apart gezet', heldFiles: 'Bijlagen apart gezet', malware: 'Virus',
  mailbox: 'Map', mailboxes: 'Aantal mappen', uids: 'Nummers in de map', messages: 'Aantal mails', since: 'Vanaf', secured: 'Beveiligd', session: 'Sessie', mailboxRemoved: 'Map verwijderd',
  // People, accounts and the service.
  account: 'Account', roles: 'Rollen', language: 'Taal', department: 'Afdeling', reason: 'Reden', why: 'Waarom', until: 'Tot', times: 'Aantal keer', network: 'Netwerk', ip: 'IP-adres',
  from: 'Van', to: 'Aan', who: 'Wie', by: 'Door', name: 'Naam', address: 'Adres', version: 'Versie', errors: 'Aantal fouten', line: 'Regel in het bestand', inForce: 'Beleid dat geldt',
  breach: 'Nummer van het datalek', number: 'Nummer', risk: 'Risico', late: 'Te laat gemeld', dueAt: 'Uiterlijk melden',
}

export const ledgerNamesEn: Readonly<Record<string, string>> = {
  submission: 'Number of the mail', id: 'Number of the mail', message: 'Identifier of the mail', door: 'Via', recipients: 'Recipients', internal: 'Recipients inside', sizeBytes: 'Size in bytes',
  holdSeconds: 'Wait in seconds', route: 'Way', routes: 'Way per recipient', passedOver: 'Ways that fell away', verified: 'Connection checked',
  tls: 'Encryption', proof: 'Proof of the mail server', attempts: 'Number of tries', level: 'Level', keyLevel: 'Level of the key',
  keyExchange: 'Key exchange', profile: 'Profile', recordUntil: 'Keep until', status: 'Status', next: 'Next way', results: 'Result',
  server: 'Mail server', reply: 'Answer of the mail server', noticeMail: 'Number of the mail with the link',
  outcome: 'Outcome', action: 'Judgement of the check', secure: 'Had to be secured', reasons: 'Found', warnings: 'Tips', rules: 'Rules', rule: 'Rule',
  answered: 'Questions answered', overridden: 'Sent plainly after all', ground: 'Reason of the sender', mode: 'Mode', guardVersion: 'Version of the check',
  policyVersion: 'Version of the policy', impaired: 'Did not work', problem: 'Problem', shown: 'Times shown', followed: 'Times followed',
  portal: 'Number of the secured message', factor: 'Kind of code', expiresAt: 'Expires on', notice: 'Kind of notice to recipient', wasRead: 'Was read', files: 'Number of attachments',
  place: 'Place', verdict: 'Judgement of sender', spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC', held: 'Set aside', heldFiles: 'Attachments set aside', malware: 'Virus',
  mailbox: 'Folder', mailboxes: 'Number of folders', uids: 'Numbers in the folder', messages: 'Number of mails', since: 'Since', secured: 'Secured', session: 'Session', mailboxRemoved: 'Folder removed',
  account: 'Account', roles: 'Roles', language: 'Language', department: 'Department', reason: 'Reason', why: 'Why', until: 'Until', times: 'Number of times', network: 'Network', ip: 'IP address',
  from: 'From', to: 'To', who: 'Who', by: 'By', name: 'Name', address: 'Address', version: 'Version', errors: 'Number of mistakes', line: 'Line in the file', inForce: 'Policy in force',
  breach: 'Number of the breach', number: 'Number', risk: 'Risk', late: 'Reported late', dueAt: 'Report at the latest',
}
