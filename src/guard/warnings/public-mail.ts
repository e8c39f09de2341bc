/** Public mail services: near each other by nature, and private addresses mostly. */

/** Services people misspell, the most used first. */
export const PUBLIC_MAIL = 'gmail.com hotmail.com outlook.com live.com yahoo.com icloud.com protonmail.com hotmail.nl ziggo.nl kpnmail.nl planet.nl hetnet.nl xs4all.nl upcmail.nl casema.nl telenet.be skynet.be web.de t-online.de freenet.de posteo.de orange.fr wanadoo.fr laposte.net btinternet.com'.split(' ')

const OTHERS = `googlemail.com live.nl live.be live.fr outlook.de outlook.fr msn.com me.com mac.com aol.com aol.de gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.fr mail.com email.com ymail.com fastmail.com hey.com proton.me pm.me tutanota.com tuta.io
yahoo.nl yahoo.de yahoo.fr yahoo.co.uk hotmail.be hotmail.de hotmail.fr hotmail.co.uk home.nl chello.nl tele2.nl
solcon.nl quicknet.nl caiway.nl kpnplanet.nl online.nl zonnet.nl versatel.nl zeelandnet.nl free.fr sfr.fr neuf.fr
bbox.fr
arcor.de online.de vodafone.de magenta.de bluewin.ch proximus.be scarlet.be sky.com virginmedia.com talktalk.net mail.de email.de wax.de mailbox.org posteo.net`.split(/\s+/)

const ALL: ReadonlySet<string> = new Set([...PUBLIC_MAIL, ...OTHERS])

export const isPublicMail = (domain: string): boolean => ALL.has(domain)
