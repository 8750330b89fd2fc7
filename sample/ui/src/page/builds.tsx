import { useEffect, useState } from "preact/hooks";
import type { BuildInfo } from "../build-info.ts";
import { backendBuildInfo, uiBuildInfo } from "./api.ts";

/** One line a build: what is it that runs? */
export function Builds() {
  const [builds, setBuilds] = useState<BuildInfo[]>([]);
  useEffect(() => {
    void Promise.allSettled([backendBuildInfo(), uiBuildInfo()]).then((results) =>
      setBuilds(results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))),
    );
  }, []);
  return (
    <footer>
      {builds.map((build) => (
        <p key={build.name}>
          {build.name} {build.version}, {build.profile}, commit {build.commit}, built {build.buildDate}
        </p>
      ))}
    </footer>
  );
}
