import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const LIBRARIES = [
  ['react', /node_modules\/(react|react-dom|scheduler)\//],
  ['mantine', /node_modules\/(@mantine|@floating-ui|clsx)\//],
  ['tanstack', /node_modules\/@tanstack\//],
  ['i18next', /node_modules\/(i18next|react-i18next)\//],
  ['uplot', /node_modules\/uplot\//],
] as const;

/** Served by the server from dist/web; in development `/api` goes to a server on port 3000. */
export default defineConfig({
  plugins: [react()],
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:3000' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: {
      output: { codeSplitting: { groups: LIBRARIES.map(([name, test]) => ({ name, test })) } },
    },
  },
});
