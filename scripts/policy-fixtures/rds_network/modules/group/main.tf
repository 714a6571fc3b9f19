variable "subnet_ids" {
  type = list(string)
}

resource "aws_db_subnet_group" "this" {
  subnet_ids = var.subnet_ids
}
