import { ruleOf } from './file-rules.ts'

/** Any name with any bytes: an answer, soon. */
export const fuzz = {
  name: 'file-rules',
  seeds: ['factuur.pdf.exe\nMZ', 'a.zip\nPK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0', 'a.html\n<script>atob(1)</script>', 'a.rar\nRar!\x1a\x07\x01\0'].map((text) => new TextEncoder().encode(text)),
  run(input: Uint8Array): void {
    const line = input.indexOf(10)
    const name = new TextDecoder().decode(input.subarray(0, Math.max(0, line)))
    ruleOf({ names: [name], type: 'application/octet-stream', bytes: input.subarray(line + 1) })
  },
}
