import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../log/log.ts'
import { createMetricsServer, prometheusText } from './metrics.ts'
import { Client } from './web-server.testing.ts'

test('figures are told as text, one path only', async () => {
  const server = createMetricsServer({
    log: silentLog,
    figures: async () => [{ name: 'zegel_queue', help: 'Mails that wait.', type: 'gauge', values: [{ labels: { state: 'due' }, value: 3 }] }],
  })
  const client = new Client(await server.listen('127.0.0.1:0'))
  const { status, text } = await client.ask('GET', '/metrics')
  assert.equal(status, 200)
  assert.match(text, /^# HELP zegel_uptime_seconds .*\n# TYPE zegel_uptime_seconds gauge\n/)
  assert.match(text, /\nzegel_uptime_seconds [\d.]+\n/)
  assert.match(text, /\nzegel_queue\{state="due"\} 3\n$/)
  assert.equal((await client.ask('GET', '/')).status, 404)
  assert.equal((await client.ask('POST', '/metrics')).status, 404)
  await server.close()
})

test('a label cannot break out of its line', () => {
  assert.equal(prometheusText([{ name: 'a', help: 'x\ny', type: 'counter', values: [{ labels: { b: '"}\n1\\' }, value: 1 }] }]), '# HELP a x y\n# TYPE a counter\na{b="_}_1_"} 1\n')
})
