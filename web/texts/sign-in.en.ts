import { PASSWORD_LENGTH_MIN } from '../../src/accounts/limits.ts'
import type { signInNl } from './sign-in.nl.ts'
import { englishNumber as n, plural } from './plural.ts'

/** Words at the door: signing in, the second step, recovery, and the offer of a second step. */
export const signInEn: typeof signInNl = {
  door: {
    title: 'Sign in',
    tab: 'Webmail',
    address: 'Email address',
    password: 'Password',
    show: 'Show the password',
    submit: 'Sign in',
    refused: 'This address and password do not belong together.',
    wait: (seconds) => seconds >= 120
      ? `You tried too often. Try again in ${n(Math.ceil(seconds / 60))} minutes.`
      : `You tried too often. Try again in ${plural('en', seconds, '1 second', `${n(seconds)} seconds`)}.`,
    forgot: 'Forgot password',
    secondStep: 'Second step',
    codeTitle: 'Fill in the code',
    codeLead: 'Open your code app. Look for “Zegel”.',
    code: 'Code of 6 digits',
    codeHint: 'You get a new code every 30 seconds.',
    wrongCode: 'This code is not right. Wait for the next code.',
    codeExpired: 'This took too long. Sign in again.',
    codeMissing: 'Fill in the 6 digits of your code.',
    addressMissing: 'Fill in your email address.',
    passwordMissing: 'Fill in your password.',
    goOn: 'Continue',
    useRecovery: 'Use a recovery code',
    recoverTitle: 'Make a new password',
    recoverTab: 'Recovery',
    recoverLead: 'Take the recovery code that you have on paper.',
    recoveryCode: 'Recovery code',
    next: 'New password',
    nextHint: `At least ${PASSWORD_LENGTH_MIN} characters. A sentence of 4 words works better.`,
    recover: 'Save and sign in',
    recoverRefused: 'This address and recovery code do not belong together.',
    tooShort: `This password is too short. Take at least ${PASSWORD_LENGTH_MIN} characters.`,
    expired: 'You were signed out. Sign in to continue.',
    expiredDraft: 'You were signed out. Your message is kept. Sign in to continue.',
    foot: 'We never ask for your password by mail.',
  },

  offer: {
    title: 'Turn on a second step',
    text: 'With a code app nobody gets in who only knows your password.',
    start: 'Set up the code app',
    later: 'Later',
  },
}
