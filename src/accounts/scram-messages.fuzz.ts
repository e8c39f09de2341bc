import { assert } from '../base/assert.ts'
import { readClientFinal, readClientFirst, SCRAM_MESSAGE_LENGTH_MAX, SCRAM_NONCE_LENGTH_MAX } from './scram-messages.ts'

const seeds = ['n,,n=user,r=rOprNGfwEbeRWgbNEkqO', 'p=tls-exporter,a=b,n=a=2Cb=3Dc,r=x,z=1', 'y,,n=u,r=x',
  'c=biws,r=abc,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=']

/** What is read of a message is part of it, and nothing that is read is longer than its limit. */
export const fuzz = {
  name: 'scram-messages',
  seeds: seeds.map((seed) => new TextEncoder().encode(seed)),
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const first = readClientFirst(text)
    if (first !== undefined) {
      assert(text.length <= SCRAM_MESSAGE_LENGTH_MAX && first.gs2Header + first.bare === text, 'header and rest are the message')
      assert(first.nonce.length > 0 && first.nonce.length <= SCRAM_NONCE_LENGTH_MAX, 'a nonce within its limit')
      assert(first.name !== '' && first.bare.startsWith('n='), 'a name stands first')
    }
    const final = readClientFinal(text)
    if (final !== undefined) assert(final.proof.length === 32 && text.startsWith(final.withoutProof), 'a proof behind the rest')
  },
}
