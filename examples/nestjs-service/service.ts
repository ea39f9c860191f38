import 'reflect-metadata';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { controlFaults } from './faults.js';
import { refuseNewWork } from './refuse-new-work.js';
import { ServiceModule } from './service.module.js';
import { readSettings } from './settings.js';

const settings = readSettings();
const application = await NestFactory.create<NestExpressApplication>(ServiceModule.with(settings), {
  logger: new ConsoleLogger({ json: true, logLevels: ['log', 'warn', 'error', 'fatal'] }),
});
// Nest would kill itself with SIGTERM when it has cleaned up; a task that was asked to stop and did so should say 0.
application.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
refuseNewWork(application);
if (settings.faultControl) {
  controlFaults(application, settings);
}
await application.listen(settings.port, settings.host);
new Logger('Service').log(`Listening on ${await application.getUrl()} after ${Math.round(process.uptime() * 1000)} ms`);
