/*
 * A terraform that costs next to nothing, for measuring what is around it. FOLDER is given by the compiler and holds:
 *   calls.log  each call adds its time (Unix nanoseconds) and its first argument, when the file is there
 *   plan.txt   what `plan` prints
 *   plan.json  what `show -json` prints
 * With UNCHANGED each plan changes nothing, and `show -json` prints PROJECT.json, by the variable `project`.
 * With REAL, the path of a real terraform, it only writes the call down and becomes that one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void note(const char *call) {
  int log = open(FOLDER "/calls.log", O_WRONLY | O_APPEND);
  if (log < 0) return;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  dprintf(log, "%lld%09ld %s\n", (long long)now.tv_sec, now.tv_nsec, call);
  close(log);
}

static int print_file(const char *path) {
  static char bytes[1 << 16];
  int from = open(path, O_RDONLY);
  if (from < 0) return 1;
  for (ssize_t got; (got = read(from, bytes, sizeof bytes)) > 0;) {
    for (ssize_t done = 0; done < got;) {
      ssize_t put = write(STDOUT_FILENO, bytes + done, (size_t)(got - done));
      if (put < 0) return 1;
      done += put;
    }
  }
  return 0;
}

static int write_file(const char *path, const char *text, size_t length) {
  int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (to < 0) return 1;
  ssize_t put = write(to, text, length);
  return close(to) != 0 || put != (ssize_t)length;
}

/* Leaves what terraform leaves: the modules' list, a folder of providers, and the backend as the workspace's override file has it. */
static int initialise(void) {
  static const char modules[] = "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"}]}";
  static const char before[] = "{\"terraform\":{\"backend\":{\"", after[] = "}}}";
  static char block[1 << 16], state[(1 << 16) + 128];
  int from = open("tf_orchestrator_override.tf.json", O_RDONLY);
  ssize_t got = from < 0 ? -1 : read(from, block, sizeof block - 1);
  if (got < (ssize_t)(sizeof before + sizeof after) || strncmp(block, before, sizeof before - 1) != 0) return 1;
  char *type = block + sizeof before - 1, *end = strchr(type, '"');
  if (end == NULL) return 1;
  *end = 0;
  block[got - (ssize_t)sizeof after + 1] = 0;
  int length = snprintf(state, sizeof state, "{\"version\":3,\"backend\":{\"type\":\"%s\",\"config\":%s,\"hash\":1}}", type, end + 2);
  mkdir(".terraform", 0700);
  mkdir(".terraform/modules", 0700);
  mkdir(".terraform/providers", 0700);
  return write_file(".terraform/modules/modules.json", modules, sizeof modules - 1) != 0 ||
         write_file(".terraform/terraform.tfstate", state, (size_t)length) != 0;
}

static int write_plan(int argc, char **argv) {
  for (int i = 2; i < argc; i++) {
    if (strncmp(argv[i], "-out=", 5) != 0) continue;
    if (write_file(argv[i] + 5, "plan\n", 5) != 0) return 1;
  }
  return 0;
}

/* 2: there are changes. */
#ifdef UNCHANGED
#define PLANNED 0
#else
#define PLANNED 2
#endif

static int show_plan(void) {
#ifdef UNCHANGED
  static char path[1 << 12];
  const char *project = getenv("TF_VAR_project");
  int length = snprintf(path, sizeof path, FOLDER "/%s.json", project == NULL ? "" : project);
  return length >= (int)sizeof path || print_file(path) != 0;
#else
  return print_file(FOLDER "/plan.json");
#endif
}

int main(int argc, char **argv) {
  const char *call = argc > 1 ? argv[1] : "";
  note(call);
#ifdef REAL
  execv(REAL, argv);
  return 127;
#else
  if (strcmp(call, "version") == 0) return puts("{\"terraform_version\": \"1.11.4\", \"provider_selections\": {}}") < 0;
  if (strcmp(call, "init") == 0) return initialise() != 0 || puts("Terraform has been successfully initialized!") < 0;
  if (strcmp(call, "fmt") == 0) return 0;
  if (strcmp(call, "plan") == 0) return write_plan(argc, argv) != 0 || print_file(FOLDER "/plan.txt") != 0 ? 1 : PLANNED;
  if (strcmp(call, "show") == 0) return show_plan();
  dprintf(STDERR_FILENO, "the stub knows no terraform %s\n", call);
  return 1;
#endif
}
