import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultPolicy } from '../guard/policy.ts'
import { OWN_LIST_MAX, POLICY_LENGTH_MAX, readPolicy } from './policy-text.ts'

describe('a policy as text', () => {
  test('nothing written is the default', () => {
    for (const text of ['', '\n', '# alleen commentaar\n']) {
      const read = readPolicy(text)
      assert.ok('policy' in read && read.policy.mode === 'active' && read.policy.version.startsWith(defaultPolicy.version))
    }
  })

  test('what is written stands over the default, under a version of its own', () => {
    const read = readPolicy('mode: shadow\nlevels:\n  health: block\nown:\n  ibans: [NL91ABNA0417164300]\n')
    assert.ok('policy' in read)
    assert.deepEqual([read.policy.mode, read.policy.levels.health, read.policy.levels.dossier, read.own.ibans], ['shadow', 'block', 'protect', ['NL91ABNA0417164300']])
    const other = readPolicy('mode: active\n')
    assert.ok('policy' in other && other.policy.version !== read.policy.version)
  })

  const mistakes: Readonly<Record<string, readonly [text: string, line: number, path: string]>> = {
    'a word that is none': ['mode: active\nlevels:\n  health: blok\n', 3, 'levels.health'],
    'a name that is none': ['mode: active\nmodus: x\n', 2, 'modus'],
    'a reason that is none': ['levels:\n  ziekte: block\n', 2, 'levels.ziekte'],
    'no YAML': ['mode: [', 1, ''],
    'the same name twice': ['mode: active\nmode: shadow\n', 2, ''],
    'a list instead of names': ['- mode: active\n', 0, ''],
    'an alias': ['levels: &a {health: block}\nmayOverride: *a\n', 0, ''],
    'ordinary mail as a way to secure': ['routes:\n  health: [portal, ordinary]\n', 2, 'routes.health'],
    'no way at all': ['routes:\n  health: []\n', 2, 'routes.health'],
    'a hold of a week': ['holdSeconds:\n  protect: 604800\n', 2, 'holdSeconds.protect'],
    'an own list that is none': ['own:\n  ibans: NL91\n', 2, 'own.ibans'],
    'an own list that is too long': [`own:\n  names: [${Array.from({ length: OWN_LIST_MAX + 1 }, () => 'a').join(', ')}]\n`, 2, 'own.names'],
    'a text that is too long': [`# ${'x'.repeat(POLICY_LENGTH_MAX)}`, 0, ''],
  }
  for (const [what, [text, line, path]] of Object.entries(mistakes)) {
    test(`${what} is named with its place`, () => {
      const read = readPolicy(text)
      assert.ok('errors' in read)
      assert.deepEqual([read.errors[0]?.line, read.errors[0]?.path], [line, path])
    })
  }

  test('an own list of the greatest length is taken', () => {
    assert.ok('policy' in readPolicy(`own:\n  names: [${Array.from({ length: OWN_LIST_MAX }, () => 'a').join(', ')}]\n`))
  })
})
