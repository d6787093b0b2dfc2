#include "cli/app.h"

int main(int argc, char** argv) { return kcluster::run_app(argc, argv); }
