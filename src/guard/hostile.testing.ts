/** Near-matches of every pattern, to be repeated: what a hostile sender would fill a megabyte with. */
export const nearMatches: Readonly<Record<string, string>> = {
  digits: '1', 'digits and blanks': '1 ', 'digits and dots': '1.', 'nine digits': '111222334 ', 'eight digits': '1112223 ', capitals: 'A', 'capitals and digits': 'A1', 'account begins': 'NL91 ', 'accounts that fail': 'NL92ABNA0417164300 ',
  'account groups': 'NL91 ABNA 0417 ', 'mail addresses': 'a@', 'dots and at': 'a.b@c.', 'long local part': 'a.a.a.a.a@b ', dates: '01-02-', 'months': '1 januari ', 'key begins': 'sk_live_', 'key names': 'api_key=', 'json token': 'eyJ', 'json tokens': 'eyJhbGciOiJIUzI1NiJ9.', 'private key': '-----BEGIN ',
  passwords: 'wachtwoord is ', 'passwords that are none': 'wachtwoord is Dak ', 'words in quotes': 'code "Dak" ', 'passwords and values': 'wachtwoord: Zomer2031 ', names: 'Jan de ', titles: 'mevrouw ', quotes: '> ', brackets: '<<', semicolons: ';', 'table rows': 'a;b\n', 'wide rows': 'a;b;c;d;e;111222333\n', 'aligned rows': 'ab    cd    111222333\n', 'closing words': 'groet\n',
  blanks: ' ', 'line ends': '\n', phrases: 'niet delen met ', 'street names': 'Kerkstraat ', 'streets and numbers': 'Kerkstraat 12 ', postcodes: '1234 AB ', zeros: '\u200b', 'wide digits': '１', attached: 'hierbij de ', headers: 'Van: ', letters: 'x', riddles: 'wachtwoord is de naam ', mrz: 'P<', 'mrz lines': 'P<NLDDE<BRUIJN<<W ',
  telephones: '06-1234567 ', 'plus signs': '+31 ', brackets2: '(0', octets: '1.2.3.', colons: '1:', 'sixes': 'a:b:c:', plates: '12-AB-', 'plate groups': 'AB 12 ', cards: '4111 1111 1111 1112 ', addresses: 'https://a:', hooks: 'https://hooks.slack.com/services/', users: ' -u a:', labels: 'bsn ', 'labels and numbers': 'bsn 111222334 ',
  'codes': 'de deur is 4471 ', 'openers': 'opent met 4471 ', logins: 'login met Zomer20 ', parts: 'AB123456', 'surrogates': '\ud800', 'right to left': '\u202e1', 'soft hyphens': '1\u00ad',
}

/** A text of a length made of one piece. */
export const repeated = (piece: string,
  length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
