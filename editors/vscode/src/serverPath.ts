// Which program is the server. It decides what runs with the user's rights, so a repository must
// have no say in it: not by settings, not by a relative entry of PATH, not by a program it brings.

import * as path from 'node:path';

/** What the choice depends on, handed in so that it can be tested. */
export interface Surroundings {
  platform: NodeJS.Platform;
  /** `keyward.server.path`; empty when unset. */
  configured: string;
  /** The extension's own folder. */
  extension: string;
  /** Folders of the workspace. */
  folders: readonly string[];
  home: string;
  /** The variable PATH. */
  searchPath: string;
  isProgram(file: string): boolean;
  /** The path with links resolved, or as it is where there is nothing. */
  realPath(file: string): string;
}

export type Found = { readonly program: string } | { readonly problem: string };

/** The server's absolute path, or what is wrong in one sentence. */
export function findServer(around: Surroundings): Found {
  const configured = around.configured.trim();
  if (configured !== '') {
    return fromSetting(configured, around);
  }
  const bundled = pathOf(around).join(around.extension, 'server', programName(around));
  return around.isProgram(bundled) ? { program: bundled } : fromSearchPath(around);
}

function fromSetting(configured: string, around: Surroundings): Found {
  const { join, isAbsolute, normalize } = pathOf(around);
  const program = configured.startsWith('~/') ? join(around.home, configured.slice(2)) : normalize(configured);
  if (!isAbsolute(program)) {
    return { problem: `The setting keyward.server.path must be an absolute path, not '${configured}'.` };
  }
  if (isInWorkspace(program, around)) {
    return { problem: `The setting keyward.server.path names '${program}', which is in the workspace; put the program elsewhere.` };
  }
  if (!around.isProgram(program)) {
    return { problem: `The setting keyward.server.path names '${program}', which is not a program.` };
  }
  return { program };
}

function fromSearchPath(around: Surroundings): Found {
  const { delimiter, isAbsolute, join } = pathOf(around);
  for (const entry of around.searchPath.split(delimiter)) {
    // The empty entry means the current folder.
    if (!isAbsolute(entry)) continue;
    const program = join(entry, programName(around));
    if (around.isProgram(program) && !isInWorkspace(program, around)) return { program };
  }
  return { problem: "This package holds no server for your system, and there is no 'keyward' on PATH; install it or set keyward.server.path." };
}

/** Whether a program lies in the workspace, by its own place or by what it links to. */
function isInWorkspace(program: string, around: Surroundings): boolean {
  return around.folders.some((folder) => {
    const real = around.realPath(folder);
    // A home folder that is open is nobody else's repository.
    if (isInside(around.realPath(around.home), real, around)) return false;
    return isInside(program, folder, around) || isInside(around.realPath(program), real, around);
  });
}

function isInside(file: string, folder: string, around: Surroundings): boolean {
  const { isAbsolute, relative, sep } = pathOf(around);
  const between = relative(folder, file);
  return between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between);
}

function programName({ platform }: Surroundings): string {
  return platform === 'win32' ? 'keyward.exe' : 'keyward';
}

function pathOf({ platform }: Surroundings): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}
