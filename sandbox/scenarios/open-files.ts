import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Undo } from '../faults';
import type { ProcessGroup } from '../processes/process-group';

/** Processes of a group, by their ids. */
function members(group: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((id) => {
    try {
      // The fifth field, counted behind the name, which may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
      return Number(readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[2]) === group;
    } catch {
      return false;
    }
  });
}

function limit(id: number, files: string): void {
  execFileSync('prlimit', [`--pid=${id}`, `--nofile=${files}:`]);
}

/** The lowest descriptor that is free: with it as the limit, a process can open nothing, whatever it has open above. */
function lowestFree(id: number): number {
  const open = new Set(readdirSync(`/proc/${id}/fd`).map(Number));
  let free = 0;
  while (open.has(free)) { free += 1; }
  return free;
}

/** Lowers the limit of open files of every process of the group, so that it can open nothing more. */
export function exhaustFiles(group: ProcessGroup): Undo {
  const processes = members(group.id ?? -1).map((id) => ({
    id,
    before: readFileSync(`/proc/${id}/limits`, 'utf8').match(/^Max open files\s+(\d+)/m)?.[1] ?? '1024',
  }));
  processes.forEach(({ id }) => limit(id, String(lowestFree(id))));
  return () => processes.forEach(({ id, before }) => {
    try {
      limit(id, before);
    } catch {
      // It has ended.
    }
  });
}
