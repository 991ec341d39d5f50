folder <- commandArgs(TRUE)[2]
i <- 0
while (file.exists(path <- file.path(folder, paste0(i, ".env")))) {
  Sys.unsetenv(c("AA", "KK", "BB"))
  readRenviron(path)
  values <- Sys.getenv(c("AA", "KK", "BB"), unset = NA)
  if (!anyNA(values)) {
    out <- file(file.path(folder, paste0(i, ".out")), "wb")
    for (value in values) writeBin(value, out)
    close(out)
  }
  i <- i + 1
}
