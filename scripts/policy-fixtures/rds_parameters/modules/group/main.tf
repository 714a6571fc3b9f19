variable "family" {
  type = string
}

resource "aws_db_parameter_group" "this" {
  count  = startswith(var.family, "aurora") ? 0 : 1
  name   = "module-${replace(var.family, ".", "-")}"
  family = var.family
}

resource "aws_rds_cluster_parameter_group" "this" {
  count  = startswith(var.family, "aurora") ? 1 : 0
  name   = "module-${replace(var.family, ".", "-")}"
  family = var.family
}
