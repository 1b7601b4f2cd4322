import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, entities } from './app.module.js';
import { jsonReader, mountApiDocument, readFiles, refuseUnstorable } from './platform/http/index.js';
import { type Config, ConfigError } from './platform/config/index.js';
import { databaseProblems, type DataSource, dataSource, PATIENCE } from './platform/database/index.js';

const MEGABYTE = 1024 * 1024;

/** A running server; `close` ends its connections to units, readers and the database in order. */
export interface Server {
  url: string;
  app: NestFastifyApplication;
  close(): Promise<void>;
}

/** Starts the server. Throws ConfigError where the database is none that Ballroom may run on. */
export async function serve(config: Config): Promise<Server> {
  const source = await fitDatabase(config);
  const app = await createApp(config, source).catch((error: unknown) => closed(source, error));
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw taken ? new ConfigError([`PORT is "${config.port}", which another program has`]) : error;
  }
  return { url: (await app.getUrl()).replace('[::1]', 'localhost'), app, close: () => app.close() };
}

async function fitDatabase(config: Config): Promise<DataSource> {
  if (config.databaseUrl === undefined) throw new ConfigError(['DATABASE_URL is not set']);
  const source = dataSource(config.databaseUrl, { entities, patience: PATIENCE });
  await source.initialize().catch((error: Error) => {
    throw new ConfigError([`the database of DATABASE_URL cannot be reached: ${error.message}`]);
  });
  const problems = await databaseProblems(source).catch((error: unknown) => closed(source, error));
  return problems.length === 0 ? source : closed(source, new ConfigError(problems));
}

/** A failed start leaves no connection behind that would keep the process alive. */
async function closed(source: DataSource, error: unknown): Promise<never> {
  await source.destroy();
  throw error;
}

/** The application, not yet listening. */
export async function createApp(config: Config, source: DataSource): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: 2 * MEGABYTE, forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config, source), adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  app.setGlobalPrefix('api');
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preValidation', async ({ body, query, params }) => {
    for (const given of [body, query, params]) refuseUnstorable(given);
  });
  readFiles(fastify);
  app.useBodyParser('application/json', { bodyLimit: 2 * MEGABYTE }, jsonReader(fastify));
  await app.register(fastifyHelmet, { contentSecurityPolicy: { directives: contentSources(config) } });
  mountApiDocument(app);
  await servePages(app);
  return app;
}

const contentSources = (config: Config) => ({
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  upgradeInsecureRequests: config.mode === 'production' ? [] : null,
});

/** The web page as built; any path that is no file and not the API's is a page of its router. */
async function servePages(app: NestFastifyApplication): Promise<void> {
  // beside the built server; a server that runs from its sources shows the page that was built last
  const root = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/web' : '../web', import.meta.url));
  if (!existsSync(join(root, 'index.html'))) return;
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyStatic, { root, wildcard: false, index: false, maxAge: '1h' });
  fastify.get('/*', ({ url }, reply) =>
    /^\/api(\/|\?|$)/.test(url) ? reply.callNotFound() : reply.sendFile('index.html', { maxAge: 0 }),
  );
}
