import { serveJobs } from '../workers/serve-jobs.ts';
import { readArchivedPage } from './read-archived.ts';

/** A thread that reads archived pages. */
serveJobs(readArchivedPage);
