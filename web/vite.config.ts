import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/**
 * Builds the web application to `web/dist`: hashed names, nothing inline (the content security policy allows no inline
 * script or style), nothing from another host, no source maps. Guests have a build of their own (`vite.guest.config.ts`).
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [svelte()],
  // The guard's worker is a module with a file of its own; only the page for writing names it.
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // How long plugins took says nothing to somebody who starts the service.
      checks: { pluginTimings: false },
      output: {
        // What several pages share travels in two files; dozens of tiny ones would cost more in requests than they save.
        codeSplitting: {
          groups: [
            { name: 'svelte', test: /node_modules[\\/](?:svelte|esm-env|clsx)[\\/]/ },
            { name: 'shared', test: /web[\\/](?:ui|texts|mail)[\\/]/, minShareCount: 2, maxSize: 200_000 },
          ],
        },
      },
    },
  },
})
