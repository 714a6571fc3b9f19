variable "encrypted" {
  type = bool
}

variable "public" {
  type    = bool
  default = false
}

resource "aws_db_instance" "this" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  storage_encrypted   = var.encrypted
  publicly_accessible = var.public
}

resource "aws_rds_cluster" "this" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  storage_encrypted   = var.encrypted
}
