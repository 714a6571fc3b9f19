variable "protected" {
  type = bool
}

variable "days" {
  type = number
}

resource "aws_db_instance" "this" {
  instance_class          = "db.t3.micro"
  allocated_storage       = 20
  engine                  = "postgres"
  skip_final_snapshot     = true
  deletion_protection     = var.protected
  backup_retention_period = var.days
}

resource "aws_rds_cluster" "this" {
  engine                  = "aurora-postgresql"
  skip_final_snapshot     = true
  deletion_protection     = var.protected
  backup_retention_period = var.days
}
