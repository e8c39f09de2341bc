import { PASSWORD_LENGTH_MIN } from '../../src/accounts/limits.ts'
import { dutchNumber as n, plural } from './plural.ts'

/** Words at the door: signing in, the second step, recovery, and the offer of a second step. */
export const signInNl = {
  door: {
    title: 'Log in',
    tab: 'Webmail',
    address: 'Mailadres',
    password: 'Wachtwoord',
    show: 'Toon het wachtwoord',
    submit: 'Log in',
    refused: 'Dit adres en wachtwoord horen niet bij elkaar.',
    wait: (seconds: number) => seconds >= 120
      ? `U hebt het te vaak geprobeerd. Probeer het over ${n(Math.ceil(seconds / 60))} minuten opnieuw.`
      : `U hebt het te vaak geprobeerd. Probeer het over ${plural('nl', seconds, '1 seconde', `${n(seconds)} seconden`)} opnieuw.`,
    forgot: 'Wachtwoord vergeten',
    secondStep: 'Tweede stap',
    codeTitle: 'Vul de code in',
    codeLead: 'Open uw code-app. Zoek “Zegel”.',
    code: 'Code van 6 cijfers',
    codeHint: 'U krijgt elke 30 seconden een nieuwe code.',
    wrongCode: 'Deze code klopt niet. Wacht op de volgende code.',
    codeExpired: 'Dit duurde te lang. Log opnieuw in.',
    codeMissing: 'Vul de 6 cijfers van uw code in.',
    addressMissing: 'Vul uw mailadres in.',
    passwordMissing: 'Vul uw wachtwoord in.',
    goOn: 'Ga verder',
    useRecovery: 'Gebruik een herstelcode',
    recoverTitle: 'Maak een nieuw wachtwoord',
    recoverTab: 'Herstel',
    recoverLead: 'Pak de herstelcode die u op papier hebt.',
    recoveryCode: 'Herstelcode',
    next: 'Nieuw wachtwoord',
    nextHint: `Minstens ${PASSWORD_LENGTH_MIN} tekens. Een zin van 4 woorden werkt beter.`,
    recover: 'Bewaar en log in',
    recoverRefused: 'Dit adres en deze herstelcode horen niet bij elkaar.',
    tooShort: `Dit wachtwoord is te kort. Neem minstens ${PASSWORD_LENGTH_MIN} tekens.`,
    expired: 'U bent uitgelogd. Log in om verder te gaan.',
    expiredDraft: 'U bent uitgelogd. Uw bericht is bewaard. Log in om verder te gaan.',
    foot: 'Wij vragen u nooit per mail om uw wachtwoord.',
  },

  offer: {
    title: 'Zet een tweede stap aan',
    text: 'Met een code-app komt niemand binnen die alleen uw wachtwoord kent.',
    start: 'Stel de code-app in',
    later: 'Later',
  },
}
