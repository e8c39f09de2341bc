/** What fraud is made of today: names it borrows, places it links to, phrases it uses. Lower case, without accents. */

/** Names that fraud borrows; a sender whose domain holds the name may use it. */
export const BRANDS: readonly string[] = [
  'paypal', 'microsoft', 'office 365', 'outlook', 'onedrive', 'sharepoint', 'teams', 'google', 'gmail', 'apple', 'icloud', 'itunes', 'amazon', 'netflix',
  'spotify', 'facebook', 'instagram', 'whatsapp', 'linkedin', 'docusign', 'adobe', 'dropbox', 'wetransfer', 'zoom', 'dhl', 'fedex', 'ups', 'usps', 'dpd',
  'gls', 'postnl', 'bpost', 'hermes', 'correios', 'mcafee', 'norton', 'geek squad', 'binance', 'coinbase', 'metamask', 'trust wallet', 'trezor', 'ledger',
  'blockchain', 'kraken', 'ing', 'rabobank', 'abn amro', 'sns', 'asn', 'bunq', 'knab', 'belastingdienst', 'digid', 'mijnoverheid', 'cjib', 'duo', 'kpn',
  'ziggo', 'odido', 'vodafone', 't-mobile', 'bol.com', 'coolblue', 'marktplaats', 'ideal', 'tikkie', 'ics', 'visa', 'mastercard', 'american express',
  'santander', 'bradesco', 'itau', 'caixa', 'nubank', 'banco do brasil', 'livelo', 'serasa', 'detran', 'sparkasse', 'volksbank', 'deutsche bank',
  'commerzbank', 'postbank', 'comdirect', 'credit agricole', 'bnp paribas', 'ameli', 'impots', 'hsbc', 'barclays', 'lloyds', 'natwest', 'wells fargo',
  'chase', 'bank of america', 'citibank', 'walmart', 'costco', 'home depot', 'lowes', 'lidl', 'aldi', 'jumbo', 'albert heijn', 'decathlon', 'ikea', 'tesla',
  'samsung', 'iphone', 'disney', 'steam', 'roblox', 'hotmail', 'yahoo', 'webmail', 'cpanel', 'godaddy', 'ionos', 'strato', 'transip', 'harbor freight',
  'ace hardware', 'yeti', 'state farm', 'aaa', 'cvs', 'walgreens', 'starbucks', 'dewalt', 'makita', 'milwaukee', 'bitcoin', 'telekom', 'magenta',
]

/** Hosts that lend a name to anybody. */
export const HOSTING: readonly string[] = [
  '.googleapis.com', '.blob.core.windows.net', '.web.core.windows.net', '.azurewebsites.net', '.azureedge.net', '.cloudapp.azure.com', '.r2.dev',
  '.pages.dev', '.workers.dev', '.web.app', '.firebaseapp.com', '.appspot.com', '.run.app', '.netlify.app', '.vercel.app', '.herokuapp.com',
  '.onrender.com', '.github.io', '.glitch.me', '.repl.co', '.weebly.com', '.wixsite.com', '.godaddysites.com', '.myshopify.com', '.blogspot.com',
  '.s3.amazonaws.com', '.amazonaws.com', '.cloudfront.net', '.digitaloceanspaces.com', '.linodeobjects.com', '.backblazeb2.com', '.ipfs.io',
  '.dweb.link', '.translate.goog', '.duckdns.org', '.ngrok.io', '.trycloudflare.com', '.sendgrid.net', '.firebasestorage.app', '.typeform.com',
  'docs.google.com', 'forms.gle', 'sites.google.com', '.onmicrosoft.com', '.gappssmtp.com', '.sharepoint.com', '.contaboserver.net', '.vultr.com',
]

/** Hosts that hide where a link goes. */
export const SHORTENERS: ReadonlySet<string> = new Set([
  'bit.ly', 't.co', 'tinyurl.com', 'goo.gl', 'ow.ly', 'is.gd', 'cutt.ly', 'rebrand.ly', 't.ly', 'shorturl.at', 'rb.gy', 'lnkd.in', 'tiny.cc', 'bl.ink',
  'buff.ly', 'qrco.de', 'shrtco.de', 'l.ead.me', 'urlz.fr', 'encurtador.com.br', 'abre.ai', 'x.co', 'linktr.ee', 'page.link', 'app.link', 'onelink.me',
])

/** Endings that cost next to nothing and are worn out by it. */
export const WORN_ENDINGS: ReadonlySet<string> = new Set(('xyz top click shop site online store live club icu buzz cam cfd sbs rest quest monster '
  + 'bond cyou beauty hair skin makeup autos boats homes yachts fun space website press host tech life world today email support work loan win bid trade '
  + 'date racing review stream download party science men gdn zip mov lat pics pro vip one ltd company solutions agency digital social best bar lol '
  + 'tk ml ga cf gq pw su ru cn info biz us za id my').split(' '))

/** Phrases in kinds; a kind counts up to its most, so that a long list of one kind is not taken for several. */
export const FRAUD_WORDS: readonly { readonly phrases: readonly string[], readonly each: number,
  readonly most: number }[] = [
  { each: 0.9, most: 1.8, phrases: [
    'verify your', 'confirm your', 'update your account', 'account has been', 'account will be', 'account is', 'suspended', 'deactivat', 'has been limited',
    'unusual activity', 'unusual sign', 'suspicious', 'unauthorized', 'security alert', 'password expire', 'password will expire', 'keep same password',
    'storage is full', 'mailbox is full', 'mailbox full', 'quota', 'cloud storage', 'photos will be', 'your files', 'payment declined', 'payment failed',
    'billing information', 'payment method', 'renew', 'expired', 'subscription', 'verifieer', 'bevestig uw', 'bevestig je', 'geblokkeerd', 'verlopen',
    'verloopt', 'opgeschort', 'beveiligingsupdate', 'identificatie', 'gegevens bijwerken', 'gegevens te controleren', 'betaling is mislukt',
    'konto', 'bestatigen', 'gesperrt', 'aktualisieren', 'eingeschrankt', 'sicherheits', 'zahlung', 'votre compte', 'confirmer', 'suspendu', 'verifier',
    'mettre a jour', 'sua conta', 'seu cpf', 'bloquead', 'suspens', 'regulariz', 'atualiz', 'pontos', 'expira', 'su cuenta', 'verificar', 'confirme',
    'actualiz', 'wallet', 'kyc', 'seed phrase', '2fa', 'log in now', 'login to your', 'sign in to', 'click here to', 'klik hier', 'clique aqui', 'haga clic',
    'cliquez ici', 'klicken sie',
  ] },
  { each: 0.9, most: 1.8, phrases: [
    'your package', 'your parcel', 'delivery attempt', 'could not be delivered', 'shipping fee', 'customs', 'tracking number', 'reschedule', 'uw pakket',
    'je pakket', 'pakketje', 'bezorg', 'verzendkosten', 'ihr paket', 'zustell', 'lieferung', 'votre colis', 'livraison', 'su paquete', 'encomenda',
    'sua entrega', 'rastrei', 'invoice', 'factuur', 'fatura', 'facture', 'rechnung', 'openstaand', 'aanmaning', 'boete', 'belasting', 'teruggave', 'refund',
    'remittance', 'purchase order', 'payment advice', 'wire transfer', 'boleto', 'debito', 'multa',
  ] },
  { each: 1.1, most: 2.4, phrases: [
    'you have won', 'you\'ve won', 'you have been selected', 'you\'ve been selected', 'you have been chosen', 'winner', 'claim your', 'claim now', 'reward',
    'gift card', 'giveaway', 'free gift', 'survey', 'congratulations', 'exclusive offer', 'limited time', 'act now', 'final notice', 'last chance',
    'gefeliciteerd', 'gewonnen', 'prijs', 'cadeau', 'beloning', 'enquete', 'kans op', 'gratuliere', 'gluckwunsch', 'gewinn', 'geschenk', 'umfrage',
    'felicitations', 'cadeau', 'parabens', 'premio', 'felicidades', 'ganador', 'lottery', 'loterij', 'lotto', 'casino', 'free spins', 'jackpot', 'bonus',
  ] },
  { each: 1.2, most: 2.6, phrases: [
    'next of kin', 'inheritance', 'beneficiary', 'million', 'late husband', 'donation', 'compensation fund', 'business proposal', 'confidential',
    'god bless', 'dear friend', 'dearest', 'my beloved', 'foundation', 'barrister', 'diplomat', 'atm card', 'consignment', 'loan offer', 'investment opportunity',
    'erfenis', 'lening', 'spende', 'herencia', 'heritage', 'i recorded you', 'your device', 'hacked', 'malware', 'masturbat', 'webcam', 'ransom', 'btc',
    'bitcoin', 'crypto', 'profit', 'trading', 'earn', 'verdien', 'passive income', 'millionaire',
  ] },
  { each: 1.2, most: 2.6, phrases: [
    'weight loss', 'lose weight', 'keto', 'diabetes', 'blood sugar', 'tinnitus', 'prostate', 'erect', 'viagra', 'cialis', 'cbd', 'gummies', 'testosterone',
    'belly fat', 'fat burn', 'afvallen', 'abnehmen', 'neuropathy', 'toenail', 'fungus', 'hearing', 'dating', 'singles', 'hookup', 'lonely', 'naughty', 'sexy',
    'milf', 'nude', 'hot women', 'russian', 'ukrainian', 'beautiful women', 'geile', 'date met', 'zou jij', 'leuk contact', 'solar', 'insurance quote',
    'car warranty', 'roof', 'gutter', 'walk-in', 'medicare', 'mortgage', 'debt', 'psychic', 'manifest', 'survival', 'generator', 'drone', 'heater',
    'antivirus', 'your computer', 'viruses', 'protect your', 'seo', 'website design', 'app development', 'ranking', 'backlink',
  ] },
]
