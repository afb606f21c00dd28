/** What of pino-roll is used: it ships no types. */
declare module 'pino-roll' {
  import type { DestinationStream } from 'pino';

  export type RollingStream = DestinationStream & {
    file?: string;
    end(): void;
    on(event: 'error', listener: (error: Error) => void): void;
  };

  export default function build(options: {
    file: string;
    extension?: string;
    size?: string | number;
    limit?: { count: number; removeOtherLogFiles?: boolean };
    sync?: boolean;
    mkdir?: boolean;
  }): Promise<RollingStream>;
}
