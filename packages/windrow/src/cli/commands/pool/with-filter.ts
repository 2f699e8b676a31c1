import type { Command } from 'commander';

export function withFilter(command: Command): Command {
  return command.option('-f, --filter <json>', 'only tasks that match, such as \'{"status":"failed"}\'');
}
